//! The camera: which part of the canvas is in sight, and how large. Pure arithmetic.
//!
//! Screen points are CSS pixels from the upper left corner of the canvas element.

use groundplan_core::base::{Point, Rect, Size};

/// The least and the greatest zoom, in pixels per canvas unit.
const ZOOMS: (f64, f64) = (0.04, 4.0);
/// The zooms that the buttons stop at.
const STOPS: [f64; 11] = [0.05, 0.1, 0.2, 0.33, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
/// The room around the picture when all of it is shown, in pixels.
const MARGIN: f64 = 40.0;
/// The greatest zoom that showing everything goes to.
const FIT_ZOOM: f64 = 1.25;

/// Which part of the canvas is in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Camera {
    /// The canvas point in the upper left corner.
    pub(crate) corner: Point,
    /// Pixels per canvas unit.
    pub(crate) zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { corner: Point { x: -MARGIN, y: -MARGIN }, zoom: 1.0 }
    }
}

impl Camera {
    /// Where a canvas point is on the screen.
    pub(crate) fn to_screen(self, point: Point) -> Point {
        Point { x: (point.x - self.corner.x) * self.zoom, y: (point.y - self.corner.y) * self.zoom }
    }

    /// Which canvas point a screen point shows.
    pub(crate) fn to_canvas(self, point: Point) -> Point {
        Point { x: point.x / self.zoom + self.corner.x, y: point.y / self.zoom + self.corner.y }
    }

    /// The part of the canvas that a screen of this size shows.
    pub(crate) fn view(self, screen: Size) -> Rect {
        Rect {
            x: self.corner.x,
            y: self.corner.y,
            width: screen.width / self.zoom,
            height: screen.height / self.zoom,
        }
    }

    /// The camera moved so that the picture follows by so many pixels.
    pub(crate) fn panned(self, by: Point) -> Self {
        let corner = Point { x: self.corner.x - by.x / self.zoom, y: self.corner.y - by.y / self.zoom };
        Self { corner, ..self }
    }

    /// The camera at another zoom, with the same canvas point under a screen point.
    pub(crate) fn zoomed(self, zoom: f64, at: Point) -> Self {
        let zoom = zoom.clamp(ZOOMS.0, ZOOMS.1);
        let still = self.to_canvas(at);
        Self { corner: Point { x: still.x - at.x / zoom, y: still.y - at.y / zoom }, zoom }
    }

    /// The next stop of the zoom, nearer or further away.
    pub(crate) fn next_zoom(self, nearer: bool) -> f64 {
        let mut stops = STOPS.iter().copied();
        if nearer {
            stops.find(|it| *it > self.zoom * 1.01).unwrap_or(ZOOMS.1)
        } else {
            stops.rev().find(|it| *it < self.zoom * 0.99).unwrap_or(ZOOMS.0)
        }
    }

    /// The camera that shows all of a rectangle in the middle of the screen.
    pub(crate) fn fitting(rect: Rect, screen: Size) -> Self {
        if rect.width <= 0.0 || rect.height <= 0.0 || screen.width <= 0.0 || screen.height <= 0.0 {
            return Self::default();
        }
        let margin = MARGIN.min(screen.width / 8.0).min(screen.height / 8.0);
        let across = (screen.width - 2.0 * margin) / rect.width;
        let down = (screen.height - 2.0 * margin) / rect.height;
        let zoom = across.min(down).clamp(ZOOMS.0, FIT_ZOOM);
        Self { corner: Point::default(), zoom }.centered(rect.center(), screen)
    }

    /// The camera that shows all of a rectangle on a small screen, however small it becomes.
    pub(crate) fn within(rect: Rect, screen: Size) -> Self {
        let zoom = (screen.width / rect.width.max(1.0)).min(screen.height / rect.height.max(1.0)).min(1.0);
        Self { corner: Point::default(), zoom: zoom.max(1e-4) }.centered(rect.center(), screen)
    }

    /// The camera with a canvas point in the middle of the screen.
    pub(crate) fn centered(self, on: Point, screen: Size) -> Self {
        let corner =
            Point { x: on.x - screen.width / self.zoom / 2.0, y: on.y - screen.height / self.zoom / 2.0 };
        Self { corner, ..self }
    }

    /// The camera moved as little as possible so that a rectangle is in sight; in the middle, and near
    /// enough to be read, when it was not in sight at all.
    pub(crate) fn revealing(self, rect: Rect, screen: Size) -> Self {
        const READABLE: f64 = 0.55;
        let view = self.view(screen);
        let is_inside = view.x <= rect.x
            && view.y <= rect.y
            && rect.right() <= view.right()
            && rect.bottom() <= view.bottom();
        if is_inside && self.zoom >= READABLE {
            return self;
        }
        let fit = Self::fitting(rect, screen).zoom;
        let zoom = if is_inside || view.intersects(rect) { self.zoom } else { self.zoom.max(READABLE) };
        Self { zoom: zoom.max(READABLE).min(fit.max(ZOOMS.0)), ..self }.centered(rect.center(), screen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size { width: 800.0, height: 600.0 };

    fn near(a: Point, b: Point) -> bool {
        (a.x - b.x).abs() < 1e-9 && (a.y - b.y).abs() < 1e-9
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { corner: Point { x: 30.0, y: -20.0 }, zoom: 0.7 };
        let pointer = Point { x: 123.0, y: 456.0 };
        for zoom in [0.01, 0.5, 1.0, 3.0, 90.0] {
            let after = camera.zoomed(zoom, pointer);
            assert!(near(after.to_canvas(pointer), camera.to_canvas(pointer)), "{zoom}");
            assert!((ZOOMS.0..=ZOOMS.1).contains(&after.zoom));
        }
    }

    #[test]
    fn screen_and_canvas_are_each_others_inverse() {
        let camera = Camera { corner: Point { x: -7.0, y: 900.0 }, zoom: 1.3 };
        let point = Point { x: 17.0, y: 4.0 };
        assert!(near(camera.to_canvas(camera.to_screen(point)), point));
        let moved = camera.panned(Point { x: 10.0, y: -5.0 });
        let (before, after) = (camera.to_screen(point), moved.to_screen(point));
        assert!(near(after, Point { x: before.x + 10.0, y: before.y - 5.0 }));
    }

    #[test]
    fn fitting_shows_everything_in_the_middle() {
        let rect = Rect { x: -500.0, y: 300.0, width: 4000.0, height: 900.0 };
        let camera = Camera::fitting(rect, SCREEN);
        let view = camera.view(SCREEN);
        assert!(view.contains(Point { x: rect.x, y: rect.y }));
        assert!(view.contains(Point { x: rect.right(), y: rect.bottom() }));
        assert!(near(view.center(), rect.center()));
        assert_eq!(Camera::fitting(Rect::default(), SCREEN), Camera::default());
        let small = Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        assert!(Camera::fitting(small, SCREEN).zoom <= FIT_ZOOM);
    }

    #[test]
    fn what_is_in_sight_and_readable_is_not_moved() {
        let camera = Camera { corner: Point::default(), zoom: 1.0 };
        let inside = Rect { x: 10.0, y: 10.0, width: 100.0, height: 50.0 };
        assert_eq!(camera.revealing(inside, SCREEN), camera);
        let outside = Rect { x: 5000.0, ..inside };
        let view = camera.revealing(outside, SCREEN).view(SCREEN);
        assert!(near(view.center(), outside.center()));
    }

    #[test]
    fn the_buttons_stop_at_round_zooms() {
        let camera = Camera { corner: Point::default(), zoom: 0.9 };
        assert_eq!((camera.next_zoom(true), camera.next_zoom(false)), (1.0, 0.75));
        let at_end = Camera { zoom: 4.0, ..camera };
        assert_eq!(at_end.next_zoom(true), 4.0);
    }
}
