//! Banners: what the user has to know about the design as a whole, with what can be done about it.

use leptos::prelude::*;

use crate::{
    books::Books,
    derived::Derived,
    editor::Editor,
    session::Session,
    state::{Memo, Signal},
    storage::{SaveStatus, Storage},
    ui::{Button, ButtonStyle, Icon, Show, Toasts},
};

/// Storage, other tabs, prices that can't be had.
#[component]
pub(crate) fn Banners() -> impl IntoView {
    let storage = Storage::here();
    let books = Books::here();
    let editor = Editor::here();
    let refused = move || match storage.status.get() {
        SaveStatus::Refused(why) => Some(why),
        _ => None,
    };
    let elsewhere = move || storage.status.get() == SaveStatus::Elsewhere;
    let region = Memo::new(move |_| editor.design().settings.region);
    let unpriced = move || books.failure(region.get());
    view! {
        <div class="banners" role="status">
            <Show when=elsewhere>
                <div class="banner warn">
                    {Icon::Alert.view()}
                    <p>"Another tab changed this design. Nothing was overwritten, and what you do here is not stored until you choose."</p>
                    <Button label="Show the other version" style=ButtonStyle::Small on_press=move |_| storage.take_theirs() />
                    <Button label="Keep mine as a copy" style=ButtonStyle::Small on_press=move |_| storage.keep_as_copy() />
                </div>
            </Show>
            <Show when=move || storage.shared.get() && !elsewhere()>
                <div class="banner">
                    {Icon::Info.view()}
                    <p>"This design is open in another tab too. Edit it in one of them; the other will tell you."</p>
                </div>
            </Show>
            {move || {
                refused()
                    .map(|why| {
                        view! {
                            <div class="banner bad">
                                {Icon::Alert.view()}
                                <p>
                                    {format!("The design is not stored in this browser: {why}. Download it before you close the page.")}
                                </p>
                                <Button
                                    label="Try again"
                                    style=ButtonStyle::Small
                                    on_press=move |_| storage.store_now()
                                />
                                <Button
                                    label="Download the design"
                                    icon=Icon::Download
                                    style=ButtonStyle::Small
                                    on_press=move |_| storage.download_design()
                                />
                            </div>
                        }
                            .into_any()
                    })
            }}
            {move || {
                unpriced()
                    .map(|why| {
                        view! {
                            <div class="banner bad">
                                {Icon::Alert.view()}
                                <p>{format!("No prices for {}: {why}. The figures are those of before.", region.get())}</p>
                                <Button
                                    label="Try again"
                                    style=ButtonStyle::Small
                                    on_press=move |_| books.need(region.get_untracked())
                                />
                            </div>
                        }
                            .into_any()
                    })
            }}
        </div>
    }
}

/// Says that a step is shown and not the base, and how to go on.
#[component]
pub(crate) fn PreviewBanner() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let editor = Editor::here();
    let toasts = Toasts::here();
    let take = move |_| {
        let Some(id) = session.preview.get_untracked() else { return };
        match editor.take_steps(&id) {
            Ok(()) => {
                session.preview.set(None);
                toasts.say("It is part of the base now; undo takes it back");
            }
            Err(why) => toasts.complain(why.to_string()),
        }
    };
    let banner = move || {
        derived.staged.get().map(|staged| {
            let steps = &editor.design_untracked().settings.plan.steps;
            let taken = steps.iter().position(|it| it.id == staged.step.id).unwrap_or_default();
            let take_label = match taken {
                0 => "Take this step".to_owned(),
                last => format!("Take steps 1 to {}", last + 1),
            };
            let refused = staged.refused.as_ref().map(ToString::to_string);
            let can_take = refused.is_none();
            let text = match refused {
                Some(why) => format!("{} can't be taken: {why}", staged.step.title),
                None => format!("Preview: {}", staged.step.title),
            };
            view! {
                <div class="banner preview" role="status">
                    {Icon::Plan.view()}
                    <p>{text}</p>
                    <Button
                        label="Back to the base"
                        style=ButtonStyle::Small
                        on_press=move |_| session.preview.set(None)
                    />
                    <Button
                        label=take_label
                        style=ButtonStyle::Small
                        disabled=Signal::derive(move || !can_take)
                        hint="Makes the changes part of the base, for good"
                        on_press=take
                    />
                </div>
            }
            .into_any()
        })
    };
    view! { {move || banner()} }
}
