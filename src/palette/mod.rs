//! The palette: every kind there is, by family, to press or to drag onto the canvas.

mod place;

use groundplan_core::{
    services::{ServiceConfig, ServiceKind},
    vocab::{Family, Meta},
};
use leptos::{ev::DragEvent, prelude::*};

pub(crate) use place::{Spot, add, spot_for};

use crate::{
    editor::Editor,
    session::Session,
    state::{Memo, RwSignal, StoredValue},
    ui::{CollectAny, Icon, List, PathIcon, Show, Toasts, handler, key_of},
};

/// The type of what is dragged from here: the index of an [`Offer`] in [`offers`].
pub(crate) const DRAG_TYPE: &str = "application/x-groundplan-offer";

/// Something to add: a kind as it comes, or one of its presets.
#[derive(Clone)]
pub(crate) struct Offer {
    pub(crate) meta: &'static Meta,
    /// The preset's name; nothing for the kind as it comes.
    pub(crate) preset: Option<&'static str>,
    pub(crate) config: ServiceConfig,
}

impl Offer {
    /// The name of what is added.
    pub(crate) fn name(&self) -> &'static str {
        self.preset.unwrap_or(self.meta.name)
    }

    fn hook(&self) -> String {
        match self.preset {
            Some(preset) => {
                let slug = groundplan_core::base::Address::slugify(preset);
                format!("palette-{}-{slug}", self.meta.kind)
            }
            None => format!("palette-{}", self.meta.kind),
        }
    }

    fn matches(&self, words: &str) -> bool {
        let text = format!(
            "{} {} {} {}",
            self.name(),
            self.meta.title(),
            self.meta.family.title(),
            self.meta.summary
        )
        .to_ascii_lowercase();
        words.split_whitespace().all(|it| text.contains(&it.to_ascii_lowercase()))
    }
}

/// All that can be added, in the order of the palette.
pub(crate) fn offers() -> Vec<Offer> {
    let mut offers = Vec::new();
    for family in Family::ALL {
        for kind in ServiceKind::ALL.iter().filter(|it| it.meta().family == family) {
            let meta = kind.meta();
            offers.push(Offer { meta, preset: None, config: kind.default_config() });
            let presets = kind.presets().into_iter();
            offers.extend(presets.map(|(name, config)| Offer { meta, preset: Some(name), config }));
        }
    }
    offers
}

/// The palette.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let session = Session::here();
    let words = RwSignal::new(String::new());
    let offers = StoredValue::new(offers());
    let found = Memo::new(move |_| {
        let words = words.get();
        offers.with_value(|it| {
            let all = it.iter().enumerate();
            all.filter(|(_, it)| it.matches(&words))
                .map(|(idx, it)| (idx, it.meta.family))
                .collect::<Vec<_>>()
        })
    });
    let groups = move || {
        let found = found.get();
        let members = |family| found.iter().filter(|it| it.1 == family).map(|it| it.0).collect::<Vec<_>>();
        Family::ALL.into_iter().map(|it| (it, members(it))).filter(|it| !it.1.is_empty()).collect::<Vec<_>>()
    };
    view! {
        <section class="palette" aria-labelledby="palette-title">
            <div class="pane-head">
                <h2 id="palette-title">"Palette"</h2>
            </div>
            <label class="search">
                {Icon::Search.view()}
                <span class="visually-hidden">"Search the palette"</span>
                <input
                    class="input"
                    type="search"
                    placeholder="Search components"
                    prop:value=move || words.get()
                    on:input:target=move |event| words.set(event.target().value())
                />
            </label>
            // Without a button to go to, as in a preview, the list itself is scrolled by keys.
            <div
                class="palette-list"
                role="group"
                aria-labelledby="palette-title"
                tabindex=move || session.preview.get().map(|_| "0")
            >
                <List each=groups key=key_of let((family, members))>
                    <h3 class="group-title">{family.title()}</h3>
                    <ul>
                        {members
                            .into_iter()
                            .map(|idx| offers.with_value(|it| it[idx].clone()))
                            .zip(std::iter::repeat(session))
                            .map(|(offer, session)| view! { <OfferItem offer session /> })
                            .collect_any()}
                    </ul>
                </List>
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="empty">"Nothing here has that name."</p>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn OfferItem(offer: Offer, session: Session) -> impl IntoView {
    let editor = Editor::here();
    let toasts = Toasts::here();
    let meta = offer.meta;
    let is_preset = offer.preset.is_some();
    let name = offer.name();
    let hook = offer.hook();
    let hint = if is_preset { meta.title() } else { meta.summary.to_owned() };
    let dragged = hook.clone();
    let on_drag = move |event: DragEvent| {
        if let Some(transfer) = event.data_transfer() {
            let idx = offers().iter().position(|it| it.hook() == dragged).unwrap_or_default();
            // A browser that refuses still lets the button be pressed.
            let _ = transfer.set_data(DRAG_TYPE, &idx.to_string());
            transfer.set_effect_allowed("copy");
        }
    };
    let on_press = move |_| {
        let near = session.only();
        let result = spot_for(&editor.design_untracked(), meta, near.as_ref())
            .and_then(|spot| add(editor, session, &offer, &spot));
        if let Err(why) = result {
            toasts.complain(why);
        }
    };
    view! {
        <li>
            <button
                type="button"
                class=if is_preset { "offer preset" } else { "offer" }
                data-testid=hook
                title=hint
                draggable="true"
                disabled=move || session.preview.get().is_some()
                on:dragstart=handler(on_drag)
                on:click=handler(on_press)
            >
                <span class=format!("tinted tint-{}", meta.family.word())>
                    <PathIcon path=meta.icon />
                </span>
                <span class="truncate">{name}</span>
                <span class="offer-vendor truncate">{(!is_preset).then_some(meta.vendor)}</span>
            </button>
        </li>
    }
}
