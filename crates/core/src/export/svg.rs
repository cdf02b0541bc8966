//! SVG: prints a scene as one standalone file.
//!
//! It holds no script and no reference to anything outside, follows the reader's light or dark theme,
//! and says in text what it shows. All text that users wrote is escaped. Places nothing itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    base::{Address, Point, Rect, both},
    scene::{
        ARROW, Anchor, ColorRole, Detail, EdgeView, ICON_STROKE, Item, NodeView, Scene, Shape, Step, Stroke,
        Theme, Weight, arrowhead, rounded,
    },
};

/// The room around the picture, in canvas units.
const MARGIN: f64 = 24.0;

/// Prints a scene with everything shown. `title` names the picture.
#[must_use]
pub fn print(scene: &Scene, title: &str) -> String {
    let view = scene.bounds().inflate(MARGIN);
    let icons = icons(scene);
    let mut printer = Printer::new(&icons);
    printer.rect(view, 0.0, Some(ColorRole::Canvas), None);
    let ((), edges) = both(
        || scene.nodes.iter().for_each(|it| printer.node(scene, it)),
        || {
            let mut edges = Printer::new(&icons);
            scene.edges.iter().for_each(|it| edges.edge(scene, it));
            edges
        },
    );
    printer.fills.extend(&edges.fills);
    printer.strokes.extend(&edges.strokes);
    standalone(view, title, &description(scene), &symbols(&icons), &[&printer, &edges])
}

/// A file of its own out of what was printed. The colours are those that the first printer knows of.
pub(super) fn standalone(
    view: Rect,
    title: &str,
    description: &str,
    symbols: &str,
    printed: &[&Printer<'_>],
) -> String {
    let size = format!("width=\"{}\" height=\"{}\"", number(view.width), number(view.height));
    let corner = format!("{} {}", number(view.x), number(view.y));
    let style = printed.first().map(|it| it.style()).unwrap_or_default();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{corner} {} {}\" {size} role=\"img\" \
         aria-labelledby=\"title desc\" font-family=\"Inter,Helvetica,Arial,sans-serif\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{}</style>\n{}",
        number(view.width),
        number(view.height),
        escaped(title),
        escaped(description),
        style,
        symbols,
    );
    const END: &str = "</svg>\n";
    out.reserve_exact(printed.iter().map(|it| it.body.len()).sum::<usize>() + END.len());
    printed.iter().for_each(|it| out.push_str(&it.body));
    out.push_str(END);
    out
}

/// What the picture shows, in a sentence.
fn description(scene: &Scene) -> String {
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (n_nodes, n_edges) = (scene.nodes.len(), scene.edges.len());
    format!("{} and {}.", plural(n_nodes, "component"), plural(n_edges, "connection"))
}

/// The outline of each icon, with its number.
pub(super) type Icons = BTreeMap<&'static str, usize>;

fn icons(scene: &Scene) -> Icons {
    let mut icons = Icons::new();
    let items = scene.nodes.iter().map(|it| &it.items).chain(scene.edges.iter().map(|it| &it.items));
    for item in items.flatten() {
        if let Shape::Icon { path, .. } = item.shape {
            let next = icons.len();
            icons.entry(path).or_insert(next);
        }
    }
    icons
}

/// SVG text that grows, and the colours it has used so far.
pub(super) struct Printer<'a> {
    icons: &'a Icons,
    body: String,
    fills: BTreeSet<ColorRole>,
    strokes: BTreeSet<ColorRole>,
}

impl<'a> Printer<'a> {
    pub(super) fn new(icons: &'a Icons) -> Self {
        Self { icons, body: String::new(), fills: BTreeSet::new(), strokes: BTreeSet::new() }
    }

    fn node(&mut self, scene: &Scene, view: &NodeView) {
        let Some(node) = scene.diagram().nodes.get(view.node) else { return };
        let words = [&node.title, &node.subtitle, &node.note].map(String::as_str);
        let spoken: Vec<&str> = words.into_iter().filter(|it| !it.trim().is_empty()).collect();
        self.open("component", &node.id, &spoken.join(", "), Some(view.bounds));
        self.items(&view.items);
        self.body.push_str("</g>\n");
    }

    fn edge(&mut self, scene: &Scene, view: &EdgeView) {
        let Some(edge) = scene.diagram().edges.get(view.edge) else { return };
        let name = |number: usize| {
            let node = scene.nodes.get(number).and_then(|it| scene.diagram().nodes.get(it.node));
            node.map(|it| it.title.as_str()).unwrap_or_default()
        };
        let mut spoken = format!("{} to {}", name(view.source), name(view.target));
        if !edge.label.trim().is_empty() {
            let _ = write!(spoken, ", {}", edge.label);
        }
        self.open("connection", &edge.id, &spoken, None);
        self.items(&view.items);
        self.body.push_str("</g>\n");
    }

    fn open(&mut self, what: &str, id: &Address, spoken: &str, bounds: Option<Rect>) {
        let _ = write!(self.body, "<g data-{what}=\"{id}\"");
        if let Some(it) = bounds {
            self.spot(" transform=\"translate(", Point { x: it.x, y: it.y });
            self.body.push_str(")\"");
        }
        self.body.push_str("><title>");
        escape(spoken, &mut self.body);
        self.body.push_str("</title>");
    }

    /// Begins a group that says in words what it shows.
    pub(super) fn group(&mut self, spoken: &str) {
        self.body.push_str("<g><title>");
        escape(spoken, &mut self.body);
        self.body.push_str("</title>");
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        self.body.push_str("</g>\n");
    }

    fn items(&mut self, items: &[Item]) {
        for item in items.iter().filter(|it| it.is_shown(Detail::Near)) {
            match &item.shape {
                Shape::Box { rect, radius, fill, stroke } => self.rect(*rect, *radius, *fill, *stroke),
                Shape::Text { at, text, size, weight, anchor, color } => {
                    self.text(*at, text, *size, *weight, *anchor, *color);
                }
                Shape::Icon { at, size, path, color } => self.icon(*at, *size, path, *color),
                Shape::Line { points, radius, stroke, arrow } => {
                    self.line(points, *radius, *stroke, *arrow);
                }
            }
        }
    }

    pub(super) fn rect(&mut self, rect: Rect, radius: f64, fill: Option<ColorRole>, stroke: Option<Stroke>) {
        self.body.push_str("<rect");
        let sides = [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)];
        self.attributes(&sides);
        if radius > 0.0 {
            self.attributes(&[("rx", radius)]);
        }
        self.paint(fill, stroke);
        self.body.push_str("/>");
    }

    pub(super) fn text(
        &mut self,
        at: Point,
        text: &str,
        size: f64,
        weight: Weight,
        anchor: Anchor,
        color: ColorRole,
    ) {
        self.body.push_str("<text");
        self.attributes(&[("x", at.x), ("y", at.y), ("font-size", size)]);
        if weight == Weight::Bold {
            self.body.push_str(" font-weight=\"600\"");
        }
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => self.body.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.body.push_str(" text-anchor=\"end\""),
        }
        self.paint(Some(color), None);
        self.body.push('>');
        escape(text, &mut self.body);
        self.body.push_str("</text>");
    }

    fn icon(&mut self, at: Point, size: f64, path: &'static str, color: ColorRole) {
        let Some(icon) = self.icons.get(path) else { return };
        let _ = write!(self.body, "<use href=\"#i{icon}\"");
        self.attributes(&[("x", at.x), ("y", at.y), ("width", size), ("height", size)]);
        // The width is of the icon's own grid, which the symbol's view box scales.
        self.paint(None, Some(Stroke::plain(color, ICON_STROKE)));
        self.body.push_str(" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>");
    }

    pub(super) fn line(&mut self, points: &[Point], radius: f64, stroke: Stroke, arrow: bool) {
        self.body.push_str("<path d=\"");
        for step in rounded(points, radius) {
            match step {
                Step::Move(to) => self.spot("M", to),
                Step::Line(to) => self.spot("L", to),
                Step::Curve(corner, to) => {
                    self.spot("Q", corner);
                    self.spot(" ", to);
                }
            }
        }
        self.body.push('"');
        self.paint(None, Some(stroke));
        self.body.push_str("/>");
        if let Some([a, tip, b]) = arrowhead(points, ARROW).filter(|_| arrow) {
            self.body.push_str("<path d=\"");
            self.spot("M", a);
            self.spot("L", tip);
            self.spot("L", b);
            self.body.push_str("Z\"");
            self.paint(Some(stroke.color), None);
            self.body.push_str("/>");
        }
    }

    /// Attributes with numbers.
    fn attributes(&mut self, all: &[(&str, f64)]) {
        for (name, value) in all {
            for it in [" ", name, "=\""] {
                self.body.push_str(it);
            }
            push_number(*value, &mut self.body);
            self.body.push('"');
        }
    }

    /// A point of a path, behind the letter that says how it is reached.
    fn spot(&mut self, how: &str, at: Point) {
        self.body.push_str(how);
        push_number(at.x, &mut self.body);
        self.body.push(' ');
        push_number(at.y, &mut self.body);
    }

    /// The classes and the attributes for an inside and an outline.
    fn paint(&mut self, fill: Option<ColorRole>, stroke: Option<Stroke>) {
        self.body.push_str(" class=\"");
        if let Some(role) = fill {
            self.fills.insert(role);
            self.body.push_str(&role.name());
        }
        if let Some(stroke) = stroke {
            self.strokes.insert(stroke.color);
            let gap = if fill.is_some() { " " } else { "" };
            for it in [gap, &stroke.color.name(), "-line"] {
                self.body.push_str(it);
            }
        }
        self.body.push('"');
        if fill.is_none() {
            self.body.push_str(" fill=\"none\"");
        }
        if let Some(stroke) = stroke {
            self.attributes(&[("stroke-width", stroke.width)]);
            if stroke.is_dashed {
                self.body.push_str(" stroke-dasharray=\"5 4\"");
            }
        }
    }

    /// One rule for each colour in use, and the same again for a dark theme.
    fn style(&self) -> String {
        let rules = |theme: Theme| {
            let mut rules = String::new();
            for role in &self.fills {
                let _ = writeln!(rules, ".{}{{fill:{}}}", role.name(), role.hex(theme));
            }
            for role in &self.strokes {
                let _ = writeln!(rules, ".{}-line{{stroke:{}}}", role.name(), role.hex(theme));
            }
            rules
        };
        let (light, dark) = (rules(Theme::Light), rules(Theme::Dark));
        format!("{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n")
    }
}

/// Each icon once, to be used by its number.
fn symbols(icons: &Icons) -> String {
    let mut symbols = String::new();
    for (path, icon) in icons {
        let path = escaped(path);
        let _ =
            writeln!(symbols, "<symbol id=\"i{icon}\" viewBox=\"0 0 24 24\"><path d=\"{path}\"/></symbol>");
    }
    symbols
}

/// A number with at most two decimals, none where they are zero.
fn push_number(value: f64, out: &mut String) {
    let hundredths = (value * 100.0).round() as i64;
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if hundredths < 0 {
        out.push('-');
    }
    let _ = match (rest / 10, rest % 10) {
        (0, 0) => write!(out, "{whole}"),
        (tenths, 0) => write!(out, "{whole}.{tenths}"),
        _ => write!(out, "{whole}.{rest:02}"),
    };
}

/// A number as text.
fn number(value: f64) -> String {
    let mut text = String::new();
    push_number(value, &mut text);
    text
}

/// Text as XML wants it: no markup, and none of the characters that XML does not allow.
fn escape(text: &str, safe: &mut String) {
    for it in text.chars() {
        match it {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            it if it.is_control() => {}
            it => safe.push(it),
        }
    }
}

/// Text as [`escape`] writes it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    escape(text, &mut safe);
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::*;
    use crate::scene::{Diagram, Edge, Node, Tint};

    const HOSTILE: [&str; 8] = [
        "<script>alert(1)</script>",
        "]]>",
        "&amp; & &lt;",
        "a\"b'c",
        "a\nb\tc\r",
        "{};</style><style>",
        "\u{0}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}",
        "--><!--",
    ];

    fn scene(title: &str) -> Scene {
        let node = |id: &str| Node {
            id: Address::slugify(id),
            parent: None,
            title: title.to_owned(),
            subtitle: title.to_owned(),
            note: title.to_owned(),
            icon: "M4 4h16v16H4z",
            tint: Tint::Compute,
            is_container: id == "a",
            position: None,
            mark: None,
            severity: None,
        };
        let edge = Edge {
            id: Address::slugify("a-b"),
            source: Address::slugify("a"),
            target: Address::slugify("b"),
            label: title.to_owned(),
            is_supporting: false,
            mark: None,
            severity: None,
        };
        Scene::new(Diagram { nodes: vec![node("a"), node("b")], edges: vec![edge], before: None })
    }

    /// What must come out of a text: the same, on one line, without what XML can't hold.
    fn plain(text: &str) -> String {
        let spaced = text.chars().map(|it| if "\t\n\r".contains(it) { ' ' } else { it });
        spaced.filter(|it| !it.is_control() && !"\u{fffe}\u{ffff}".contains(*it)).collect()
    }

    fn check_inert(text: &str) {
        let svg = print(&scene(text), text);
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{text:?}: {error}\n{svg}"));
        let title = document.descendants().find(|it| it.attribute("id") == Some("title")).unwrap();
        assert_eq!(title.text().unwrap_or_default(), plain(text));
        let allowed = ["svg", "title", "desc", "style", "symbol", "g", "rect", "path", "text", "use"];
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(allowed.contains(&element.tag_name().name()), "{element:?}");
            let outside = |it: &roxmltree::Attribute| it.name() == "href" && !it.value().starts_with('#');
            assert!(
                !element.attributes().any(|it| outside(&it) || it.name().starts_with("on")),
                "{element:?}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_stays_text(text in any::<String>(), before in 0..HOSTILE.len(), after in 0..HOSTILE.len()) {
            check_inert(&format!("{}{text}{}", HOSTILE[before], HOSTILE[after]));
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        HOSTILE.iter().for_each(|it| check_inert(it));
    }

    #[test]
    fn numbers_are_short() {
        let printed = [1.0, -0.001, 2.345_678, 1e6, -0.5, 3.04].map(number);
        assert_eq!(printed, ["1", "0", "2.35", "1000000", "-0.5", "3.04"]);
    }

    #[test]
    fn a_picture_names_what_it_shows() {
        let svg = print(&scene("Orders"), "Shop");
        for part in
            ["<title id=\"title\">Shop</title>", "2 components and 1 connection.", "data-component=\"a\""]
        {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(svg.contains("prefers-color-scheme:dark"));
    }
}
