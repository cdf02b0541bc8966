//! Labels: on the longest piece that has room for one, clear of boxes and of other labels.

use crate::{
    base::{Point, Rect, Size},
    scene::{
        paint,
        route::Space,
        slots::at,
        view::{Scene, touch},
    },
};

/// Where along a piece a label is tried.
const SPOTS: [f64; 5] = [0.5, 0.35, 0.65, 0.2, 0.8];

/// The place of each of these edges' labels; `None` where it has no text or there is no room.
pub(super) fn place(space: &Space, scene: &Scene, ways: &[Vec<Point>], edges: &[usize]) -> Vec<Option<Rect>> {
    let mut taken: Vec<Rect> = Vec::new();
    let mut next = edges.iter().peekable();
    for (number, edge) in scene.edges.iter().enumerate() {
        if next.next_if(|it| **it == number).is_none() {
            taken.extend(edge.label);
        }
    }
    edges
        .iter()
        .map(|&number| {
            let view = scene.edges.get(number)?;
            let size = paint::label_size(scene.diagram.edges.get(view.edge)?)?;
            let spot = find(space, ways.get(number)?, size, &taken)?;
            taken.push(spot);
            Some(spot)
        })
        .collect()
}

fn find(space: &Space, way: &[Point], size: Size, taken: &[Rect]) -> Option<Rect> {
    let mut pieces: Vec<(f64, Point, Point)> = way
        .windows(2)
        .filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None })
        .map(|(a, b)| ((a.x - b.x).abs() + (a.y - b.y).abs(), a, b))
        .collect();
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
    let spots = pieces.iter().flat_map(|&(length, a, b)| {
        let along = if a.y == b.y { size.width } else { size.height };
        let has_room = length >= along + 16.0;
        SPOTS.iter().filter(move |_| has_room).map(move |&part| Rect {
            x: a.x + (b.x - a.x) * part - size.width / 2.0,
            y: a.y + (b.y - a.y) * part - size.height / 2.0,
            width: size.width,
            height: size.height,
        })
    });
    let mut spots = spots;
    spots.find(|spot| is_free(space, *spot) && !taken.iter().any(|it| it.inflate(2.0).intersects(*spot)))
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
