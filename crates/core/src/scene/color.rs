//! Colours by role, and what they are in the light and the dark theme.
//!
//! A scene names roles only, so the same list paints both themes. Both palettes stand here, for the
//! canvas and for the SVG alike.

use std::borrow::Cow;

/// A family of things that belong together, told apart by its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tint {
    /// VPCs, subnets, addresses.
    Network,
    /// DNS, CDN, load balancers: the way in.
    Entry,
    /// Hosts, clusters, functions.
    Compute,
    /// What runs in a host.
    Container,
    /// Databases and caches.
    Database,
    /// Buckets, volumes, registries.
    Storage,
    /// Queues, brokers, topics.
    Messaging,
    /// Certificates, secrets, roles, firewalls.
    Security,
    /// Logs, alarms, budgets.
    Operations,
    /// People and systems outside.
    #[default]
    External,
}

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorRole {
    /// The ground everything lies on.
    Canvas,
    /// The inside of a box.
    Surface,
    /// The outline of a box.
    Border,
    /// Titles.
    Text,
    /// Everything written that is not a title.
    MutedText,
    /// An edge and its arrowhead.
    Line,
    /// An edge that only supports others.
    FaintLine,
    /// What is selected or pointed at. The app's, never in a scene.
    Accent,
    /// What stands on a full tint: icons and signs.
    OnTint,
    /// A family, full.
    Tint(Tint),
    /// A family, pale: the inside of a container.
    Soft(Tint),
    /// What a step adds.
    Added,
    /// What a step changes.
    Changed,
    /// What a step removes.
    Removed,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A hint.
    Info,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Tint {
    /// Every tint.
    pub const ALL: [Self; 10] = [
        Self::Network,
        Self::Entry,
        Self::Compute,
        Self::Container,
        Self::Database,
        Self::Storage,
        Self::Messaging,
        Self::Security,
        Self::Operations,
        Self::External,
    ];

    /// A short lower-case name, for class names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Entry => "entry",
            Self::Compute => "compute",
            Self::Container => "container",
            Self::Database => "database",
            Self::Storage => "storage",
            Self::Messaging => "messaging",
            Self::Security => "security",
            Self::Operations => "operations",
            Self::External => "external",
        }
    }
}

impl ColorRole {
    /// A short lower-case name, for class names.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        let name = match self {
            Self::Canvas => "canvas",
            Self::Surface => "surface",
            Self::Border => "border",
            Self::Text => "text",
            Self::MutedText => "muted",
            Self::Line => "line",
            Self::FaintLine => "faint-line",
            Self::Accent => "accent",
            Self::OnTint => "on-tint",
            Self::Tint(tint) => tint.name(),
            Self::Soft(tint) => return Cow::Owned(format!("{}-soft", tint.name())),
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        };
        Cow::Borrowed(name)
    }

    /// The colour as `#rrggbb`.
    #[must_use]
    pub const fn hex(self, theme: Theme) -> &'static str {
        let (light, dark) = self.pair();
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }

    /// Light and dark. Text on what it stands on has a contrast of at least 4.5 to 1.
    const fn pair(self) -> (&'static str, &'static str) {
        match self {
            Self::Canvas => ("#f6f7f9", "#11151b"),
            Self::Surface => ("#ffffff", "#1d232d"),
            Self::Border => ("#d3d9e2", "#3a4453"),
            Self::Text => ("#17202e", "#e9edf4"),
            Self::MutedText => ("#566175", "#a3adbd"),
            Self::Line => ("#76839a", "#7f8ca3"),
            Self::FaintLine => ("#b4bdcb", "#4c586b"),
            Self::Accent => ("#1f6feb", "#5a9bff"),
            Self::OnTint => ("#ffffff", "#11151b"),
            Self::Tint(tint) => match tint {
                Tint::Network => ("#4a63d3", "#8ea2ff"),
                Tint::Entry => ("#7a43c9", "#bb98f5"),
                Tint::Compute => ("#b65f06", "#f0a95a"),
                Tint::Container => ("#8a6d00", "#d9bb4a"),
                Tint::Database => ("#0a6fa8", "#62bdf0"),
                Tint::Storage => ("#2c7a4b", "#6ccb93"),
                Tint::Messaging => ("#a9298f", "#ee8ad9"),
                Tint::Security => ("#b8324b", "#f58a9c"),
                Tint::Operations => ("#0c7a7d", "#5cc9c8"),
                Tint::External => ("#5a6678", "#a9b4c4"),
            },
            Self::Soft(tint) => match tint {
                Tint::Network => ("#eef1fd", "#181d2c"),
                Tint::Entry => ("#f5effd", "#1f1a2b"),
                Tint::Compute => ("#fdf3e6", "#262019"),
                Tint::Container => ("#faf5df", "#24211a"),
                Tint::Database => ("#e8f4fb", "#15222c"),
                Tint::Storage => ("#e9f6ee", "#17241d"),
                Tint::Messaging => ("#fcedf8", "#261a25"),
                Tint::Security => ("#fdeef0", "#281a1e"),
                Tint::Operations => ("#e5f5f5", "#152525"),
                Tint::External => ("#eef1f5", "#1a1f27"),
            },
            Self::Added => ("#1a7f37", "#4cc36b"),
            Self::Changed => ("#9a6700", "#e0ae3b"),
            Self::Removed => ("#c0362c", "#ff8279"),
            Self::Error => ("#c9252d", "#ff7b72"),
            Self::Warning => ("#a65e00", "#efa94a"),
            Self::Info => ("#1f6feb", "#6aa5ff"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(hex: &str) -> f64 {
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&hex[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn check_contrast(front: ColorRole, back: ColorRole, least: f64) {
        for theme in [Theme::Light, Theme::Dark] {
            let (a, b) = (luminance(front.hex(theme)), luminance(back.hex(theme)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= least, "{front:?} on {back:?}, {theme:?}: {contrast:.2}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut grounds = vec![ColorRole::Canvas, ColorRole::Surface];
        grounds.extend(Tint::ALL.map(ColorRole::Soft));
        for ground in grounds {
            check_contrast(ColorRole::Text, ground, 7.0);
            check_contrast(ColorRole::MutedText, ground, 4.5);
            check_contrast(ColorRole::Line, ground, 3.0);
        }
        for tint in Tint::ALL {
            check_contrast(ColorRole::OnTint, ColorRole::Tint(tint), 4.5);
        }
        for mark in [ColorRole::Added, ColorRole::Changed, ColorRole::Removed, ColorRole::Error] {
            check_contrast(ColorRole::OnTint, mark, 4.5);
        }
    }
}
