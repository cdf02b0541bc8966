//! The shared pieces of the interface: icon, button, field, dialog, toast. Knows no domain word.

mod button;
mod collect;
mod dialog;
mod handler;
mod icon;
mod list;
mod show;
pub(crate) mod theme;
mod toast;

pub(crate) use button::{Button, ButtonStyle};
pub(crate) use collect::CollectAny;
pub(crate) use dialog::Dialog;
pub(crate) use handler::handler;
pub(crate) use icon::{Icon, PathIcon};
pub(crate) use list::{List, key_of};
pub(crate) use show::Show;
pub(crate) use theme::ThemeChoice;
pub(crate) use toast::{ToastList, Toasts};
