//! Icons: strokes on a 24 × 24 grid, decorative unless the caller labels them.

use leptos::prelude::*;

/// The app's own icons. Those of kinds are path data of the core; see [`PathIcon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Add,
    Alert,
    ArrowLeft,
    Bill,
    Chart,
    Check,
    ChevronDown,
    ChevronRight,
    Close,
    Command,
    Copy,
    Download,
    Error,
    Export,
    File,
    Folder,
    Info,
    Keyboard,
    Moon,
    Open,
    PanelBottom,
    PanelLeft,
    PanelRight,
    Plan,
    Redo,
    Save,
    Search,
    Settings,
    Sun,
    System,
    Trash,
    Undo,
    Workload,
}

impl Icon {
    /// The icon as a picture.
    pub(crate) fn view(self) -> impl IntoView {
        view! { <PathIcon path=self.path() /> }
    }

    /// SVG path data.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Add => "M12 5v14M5 12h14",
            Self::Alert => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2",
            Self::ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
            Self::Bill => "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
            Self::Chart => "M4 20h16M7 20v-7M12 20V5M17 20v-11",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::ChevronDown => "m6 9 6 6 6-6",
            Self::ChevronRight => "m9 6 6 6-6 6",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Command => "M4 6l6 6-6 6M12 18h8",
            Self::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4 20h16",
            Self::Error => "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM12 8v5M12 16v.2",
            Self::Export => "M4 8l8-4 8 4-8 4zM4 8v8l8 4 8-4V8M12 12v8",
            Self::File => "M6 3h8l5 5v13H6zM14 3v5h5",
            Self::Folder => "M3 6h6l2 2.5h10V19H3z",
            Self::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.8V8",
            Self::Keyboard => "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M17.5 10h.1M8 14h8",
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
            Self::Open => "M3 19V6h6l2 2.5h8V11M3 19l3-8h16l-3 8z",
            Self::PanelBottom => "M4 4h16v16H4zM4 15h16",
            Self::PanelLeft => "M4 4h16v16H4zM9 4v16",
            Self::PanelRight => "M4 4h16v16H4zM15 4v16",
            Self::Plan => "M4 19h5v-5h5V9h5V4",
            Self::Redo => "m15 5 5 5-5 5M20 10H9.5a5.5 5.5 0 0 0 0 11H13",
            Self::Save => "M4 4h13l3 3v13H4zM8 4v5h7V4M8 20v-6h8v6",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
            Self::Settings => {
                "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 14.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"
            }
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Self::System => "M3 5h18v11H3zM9 20h6M12 16v4",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5",
            Self::Undo => "M9 5 4 10l5 5M4 10h10.5a5.5 5.5 0 0 1 0 11H11",
            Self::Workload => "M3 17l5-6 4 4 8-10M15 5h5v5",
        }
    }
}

/// An icon out of path data.
#[component]
pub(crate) fn PathIcon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
}
