//! Icons: strokes on a 24 × 24 grid, decorative unless the caller labels them.

use leptos::prelude::*;

/// The app's own icons. Those of kinds are path data of the core; see [`PathIcon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Add,
    Alert,
    Arrange,
    ArrowLeft,
    Bill,
    Chart,
    Check,
    ChevronDown,
    ChevronRight,
    Close,
    Command,
    Connect,
    Copy,
    Cut,
    Download,
    Error,
    Export,
    File,
    Fit,
    Folder,
    Hand,
    Info,
    Keyboard,
    Minus,
    Moon,
    Open,
    PanelBottom,
    PanelLeft,
    PanelRight,
    Paste,
    Plan,
    Redo,
    Save,
    Search,
    Select,
    Settings,
    Sun,
    System,
    Trash,
    Undo,
    Work,
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
            Self::Arrange => "M4 4h6v6H4zM14 4h6v4h-6zM14 12h6v8h-6zM4 14h6v6H4z",
            Self::ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
            Self::Bill => "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
            Self::Chart => "M4 20h16M7 20v-7M12 20V5M17 20v-11",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::ChevronDown => "m6 9 6 6 6-6",
            Self::ChevronRight => "m9 6 6 6-6 6",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Command => "M4 6l6 6-6 6M12 18h8",
            Self::Connect => {
                "M6 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM18 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 8.5v5a4.5 4.5 0 0 0 4.5 4.5h5"
            }
            Self::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Self::Cut => {
                "M6.5 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17.5 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 15 16.5 4M16 15 7.5 4"
            }
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4 20h16",
            Self::Error => "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM12 8v5M12 16v.2",
            Self::Export => "M4 8l8-4 8 4-8 4zM4 8v8l8 4 8-4V8M12 12v8",
            Self::File => "M6 3h8l5 5v13H6zM14 3v5h5",
            Self::Fit => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            Self::Folder => "M3 6h6l2 2.5h10V19H3z",
            Self::Hand => {
                "M8 12.5V5.8a1.4 1.4 0 0 1 2.8 0V11M10.8 11V4.4a1.4 1.4 0 0 1 2.8 0V11M13.6 11V5.8a1.4 1.4 0 0 1 2.8 0V12M16.4 12V8.6a1.4 1.4 0 0 1 2.8 0V14c0 4-2.4 6.5-6.2 6.5-3 0-4.6-1.3-6-3.6l-2.2-3.6c-.5-.9-.2-1.8.5-2.2.8-.4 1.6-.1 2.1.6L8 12.5"
            }
            Self::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.8V8",
            Self::Keyboard => "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M17.5 10h.1M8 14h8",
            Self::Minus => "M5 12h14",
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
            Self::Open => "M3 19V6h6l2 2.5h8V11M3 19l3-8h16l-3 8z",
            Self::PanelBottom => "M4 4h16v16H4zM4 15h16",
            Self::PanelLeft => "M4 4h16v16H4zM9 4v16",
            Self::PanelRight => "M4 4h16v16H4zM15 4v16",
            Self::Paste => "M9 5H6v16h12V5h-3M9 3h6v4H9z",
            Self::Plan => "M4 19h5v-5h5V9h5V4",
            Self::Redo => "m15 5 5 5-5 5M20 10H9.5a5.5 5.5 0 0 0 0 11H13",
            Self::Save => "M4 4h13l3 3v13H4zM8 4v5h7V4M8 20v-6h8v6",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
            Self::Select => "M4 8V4h4M10 4h4M16 4h4v4M20 10v4M20 16v4h-4M14 20h-4M8 20H4v-4M4 14v-4",
            Self::Settings => {
                "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 14.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"
            }
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Self::System => "M3 5h18v11H3zM9 20h6M12 16v4",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5",
            Self::Undo => "M9 5 4 10l5 5M4 10h10.5a5.5 5.5 0 0 1 0 11H11",
            Self::Work => "M4 6h9M8 12h9M12 18h8",
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
