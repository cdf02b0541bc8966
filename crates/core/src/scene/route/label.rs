//! Labels: on the longest piece that has room for one, clear of boxes, of other labels and, where
//! possible, of other edges.

use crate::{
    base::{Point, Rect, Size},
    scene::{
        diagram::Diagram,
        paint,
        route::{Space, around, crosses},
        slots::at,
        view::{EdgeView, touch},
    },
};

/// Where along a piece a label is tried.
const SPOTS: [f64; 5] = [0.5, 0.35, 0.65, 0.2, 0.8];

/// The place of each of these edges' labels; `None` where it has no text or there is no room.
pub(super) fn place(
    space: &Space,
    views: &[EdgeView],
    diagram: &Diagram,
    ways: &[Vec<Point>],
    edges: &[usize],
) -> Vec<Option<Rect>> {
    let areas: Vec<Rect> = ways.iter().map(|it| around(it, None)).collect();
    let mut next = edges.iter().peekable();
    let kept = views.iter().enumerate().filter(|(number, _)| next.next_if(|it| *it == number).is_none());
    let mut labels: Vec<Rect> = kept.filter_map(|(_, it)| it.label).collect();
    let mut place = |number: usize| {
        let size = paint::label_size(diagram.edges.get(views.get(number)?.edge)?)?;
        let is_taken = |spot: Rect| labels.iter().any(|it| touch(*it, spot.inflate(2.0)));
        let covers_line = |spot: Rect| {
            let near = areas.iter().zip(ways).enumerate().filter(|(_, it)| touch(*it.0, spot));
            near.filter(|(other, _)| *other != number).any(|(_, (_, way))| crosses(way, spot))
        };
        let mut second_best = None;
        let mut clear = spots(ways.get(number)?, size).filter(|it| is_free(space, *it) && !is_taken(*it));
        let best = clear.find(|it| {
            second_best = second_best.or(Some(*it));
            !covers_line(*it)
        });
        labels.extend(best.or(second_best));
        best.or(second_best)
    };
    edges.iter().map(|&it| place(it)).collect()
}

/// The places for a label of this size on the pieces of a way, the longest piece first.
fn spots(way: &[Point], size: Size) -> impl Iterator<Item = Rect> {
    let mut pieces: Vec<(f64, Point, Point)> = way
        .windows(2)
        .filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None })
        .map(|(a, b)| ((a.x - b.x).abs() + (a.y - b.y).abs(), a, b))
        .collect();
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
    pieces.into_iter().flat_map(move |(length, a, b)| {
        let along = if a.y == b.y { size.width } else { size.height };
        // Some of the line must show on both sides of the label.
        let has_room = length >= along + 16.0;
        SPOTS
            .into_iter()
            .filter(move |part| has_room && along / 2.0 + 8.0 <= length * part.min(1.0 - part))
            .map(move |part| Rect {
                x: a.x + (b.x - a.x) * part - size.width / 2.0,
                y: a.y + (b.y - a.y) * part - size.height / 2.0,
                width: size.width,
                height: size.height,
            })
    })
}

/// Whether a label would cover neither a box, nor the border or title of a container.
fn is_free(space: &Space, spot: Rect) -> bool {
    let spot = spot.inflate(2.0);
    space.touching(spot).all(|node| {
        let bounds = at(&space.boxes, node);
        let is_inside = bounds.contains(Point { x: spot.x, y: spot.y })
            && bounds.contains(Point { x: spot.right(), y: spot.bottom() });
        let is_container = at(&space.headers, node).width > 0.0;
        is_inside && is_container && !touch(at(&space.headers, node), spot)
    })
}
