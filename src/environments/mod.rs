//! Environments: what dev and prod cost beside the base, and what tells them from it.

use groundplan_core::{
    base::{Address, Money, Range},
    design::{Design, Environment},
    estimate::{BudgetStatus, Estimate},
    prices::Region,
    survey::Survey,
    vocab::Command,
};
use leptos::prelude::*;

use crate::{
    books::Books,
    editor::Editor,
    session::Session,
    state::{Memo, RwSignal},
    ui::{Button, ButtonStyle, CollectAny, Icon, Show, Toasts, handler},
};

/// The base or one environment, worked out.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    /// Nothing for the base.
    id: Option<Address>,
    title: String,
    figures: Result<Figures, String>,
}

/// An environment against the base, in words.
#[derive(Clone, Debug, PartialEq)]
struct Difference {
    id: Address,
    edits: Vec<String>,
    /// What costs otherwise, and how much more or less.
    costs: Vec<(String, Money)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Figures {
    /// Nothing while the region's prices are on their way.
    total: Option<(Range<Money>, BudgetStatus)>,
    limit: Option<Money>,
    n_components: usize,
    n_connections: usize,
    region: Region,
}

/// The environments side by side.
#[component]
pub(crate) fn Environments() -> impl IntoView {
    let editor = Editor::here();
    let books: Books = expect_context();
    let worked_out = Memo::new(move |_| work_out(&editor.file(), books));
    let columns = Memo::new(move |_| worked_out.with(|it| it.0.clone()));
    let differences = Memo::new(move |_| worked_out.with(|it| it.1.clone()));
    view! {
        <div class="environments">
            <div class="pane-tools">
                <NewEnvironment />
                <p class="muted small">
                    "What you edit while an environment is in hand belongs to it alone; what you edit in the base belongs to all."
                </p>
            </div>
            <Show when=move || columns.with(|it| it.len() > 1)>
                <table class="environment-table">
                    <thead>
                        <tr>
                            <th scope="col">"Environment"</th>
                            <th scope="col">"Budget"</th>
                            <th scope="col" class="number">"Low"</th>
                            <th scope="col" class="number">"Expected"</th>
                            <th scope="col" class="number">"High"</th>
                            <th scope="col" class="number">"Limit"</th>
                            <th scope="col" class="number">"Components"</th>
                            <th scope="col" class="number">"Connections"</th>
                            <th scope="col">"Region"</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>{move || columns.get().into_iter().map(|it| view! { <Row column=it /> }).collect_any()}</tbody>
                </table>
                <div class="environment-lists">
                    {move || differences.get().into_iter().map(|it| view! { <Against difference=it /> }).collect_any()}
                </div>
            </Show>
        </div>
    }
}

fn work_out(file: &Design, books: Books) -> (Vec<Column>, Vec<Difference>) {
    let base = file.without_environments();
    let base_estimate = estimate(&base, books);
    let title = "Shared base".to_owned();
    let mut columns = vec![Column { id: None, title, figures: Ok(figures(&base, base_estimate.as_ref())) }];
    let mut differences = Vec::new();
    for it in &file.settings.environments {
        let (id, title) = (Some(it.id.clone()), it.name().to_owned());
        let design = match file.environment(Some(it.id.as_str())) {
            Ok(design) => design,
            Err(why) => {
                columns.push(Column { id, title, figures: Err(why.to_string()) });
                continue;
            }
        };
        let after = estimate(&design, books);
        columns.push(Column { id, title, figures: Ok(figures(&design, after.as_ref())) });
        let costs = base_estimate.as_ref().zip(after.as_ref()).map(|(base, after)| base.differences(after));
        let name =
            |id: &Address| design.component(id).or_else(|| base.component(id)).map(|it| it.name.clone());
        let named = |(id, more): (Address, Money)| (name(&id).unwrap_or_else(|| id.to_string()), more);
        differences.push(Difference {
            id: it.id.clone(),
            edits: it.commands.iter().map(|it| row(file, it)).collect(),
            costs: costs.into_iter().flatten().map(named).collect(),
        });
    }
    (columns, differences)
}

/// Nothing while the region's prices are on their way.
fn estimate(design: &Design, books: Books) -> Option<Estimate> {
    books.get(design.settings.region).map(|it| Estimate::new(&Survey::new(design, &it)))
}

fn figures(design: &Design, estimate: Option<&Estimate>) -> Figures {
    let settings = &design.settings;
    Figures {
        total: estimate.map(|it| (it.total(), it.verdict(&settings.budget).status)),
        limit: settings.budget.limit,
        n_components: design.components.len(),
        n_connections: design.connections.len(),
        region: settings.region,
    }
}

/// What tells an environment from the base, and what that costs.
#[component]
fn Against(difference: Difference) -> impl IntoView {
    let Difference { id, edits, costs } = difference;
    let signed = |more: Money| if more > Money::ZERO { format!("+{more}") } else { more.to_string() };
    let list = |rows: Vec<String>| {
        view! { <ul class="edit-list">{rows.into_iter().map(|it| view! { <li>{it}</li> }).collect_any()}</ul> }
    };
    view! {
        <section>
            <h3 class="group-title">{format!("What tells {id} from the base")}</h3>
            {if edits.is_empty() {
                view! { <p class="muted small">"Nothing yet."</p> }.into_any()
            } else {
                list(edits).into_any()
            }}
        </section>
        <section>
            <h3 class="group-title">{format!("What costs otherwise in {id}")}</h3>
            {if costs.is_empty() {
                view! { <p class="muted small">"Nothing."</p> }.into_any()
            } else {
                list(costs.into_iter().map(|(name, more)| format!("{name} {}", signed(more))).collect()).into_any()
            }}
        </section>
    }
}

/// An edit in a line, with the component's name in place of its id.
fn row(design: &Design, command: &Command) -> String {
    let (edit, of, what) = command.words();
    let named = Address::new(&of).ok().and_then(|id| design.component(&id).map(|it| it.name.clone()));
    let mut text = format!("{edit} {}", named.unwrap_or(of));
    if !what.is_empty() {
        text.push_str(if edit == "set" { ": " } else { ", " });
        text.push_str(&what);
    }
    text
}

#[component]
fn Row(column: Column) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let toasts = Toasts::here();
    let Column { id, title, figures } = column;
    let hook = format!("environment-{}", id.as_ref().map_or("base", |it| it.as_str()));
    let is_in_hand = Memo::new({
        let id = id.clone();
        move |_| editor.environment() == id
    });
    let choose = {
        let id = id.clone();
        move |_| choose(editor, session, toasts, id.clone())
    };
    let cells = match figures {
        Ok(it) => {
            let (total, status) = it.total.unzip();
            let money = |pick: fn(&Range<Money>) -> Money| total.as_ref().map(|it| pick(it).to_string());
            view! {
                <td>
                    {status.map(|it| {
                        view! { <span class=format!("chip {}", it.word())>{it.title()}</span> }.into_any()
                    })}
                </td>
                <td class="number">{money(|it| it.low)}</td>
                <td class="number" data-testid=format!("{hook}-total")>
                    <strong>{money(|it| it.expected)}</strong>
                </td>
                <td class="number">{money(|it| it.high)}</td>
                <td class="number">{it.limit.map(|it| it.to_string())}</td>
                <td class="number">{it.n_components}</td>
                <td class="number">{it.n_connections}</td>
                <td>{it.region.code()}</td>
            }
            .into_any()
        }
        Err(why) => view! { <td colspan="8" class="field-error">{why}</td> }.into_any(),
    };
    let remove = id.map(|id| {
        view! {
            <Button
                label=format!("Remove {id}")
                icon=Icon::Trash
                style=ButtonStyle::SmallSquare
                on_press=move |_| {
                    let mut all = editor.file_untracked().settings.environments.clone();
                    all.retain(|it| it.id != id);
                    editor.set_environments(all);
                }
            />
        }
        .into_any()
    });
    view! {
        <tr class:selected=move || is_in_hand.get()>
            <th scope="row">
                <button
                    type="button"
                    class="link-line"
                    data-testid=hook.clone()
                    aria-pressed=move || is_in_hand.get().to_string()
                    on:click=handler(choose)
                >
                    {title}
                </button>
            </th>
            {cells}
            <td class="number">{remove}</td>
        </tr>
    }
}

/// Takes an environment in hand, or the base. A preview ends: each has a plan of its own.
pub(crate) fn choose(editor: Editor, session: Session, toasts: Toasts, id: Option<Address>) {
    session.preview.set(None);
    if let Err(why) = editor.choose(id) {
        toasts.complain(why.to_string());
    }
}

/// A name, and the button that makes an environment of it.
#[component]
fn NewEnvironment() -> impl IntoView {
    let editor = Editor::here();
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let file = editor.file_untracked();
        let wanted = name.get_untracked();
        match Address::new(wanted.trim()) {
            Err(why) => error.set(Some(why.to_string())),
            Ok(id) if file.settings.environments.iter().any(|it| it.id == id) => {
                error.set(Some(format!("there is an environment {id} already")));
            }
            Ok(id) => {
                let mut all = file.settings.environments.clone();
                all.push(Environment::of(&file, id));
                editor.set_environments(all);
                name.set(String::new());
                error.set(None);
            }
        }
    };
    view! {
        <form
            class="new-environment"
            on:submit=handler(move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                add();
            })
        >
            <input
                class="input"
                name="new-environment"
                aria-label="Name of a new environment"
                placeholder="dev, staging, prod …"
                maxlength="40"
                prop:value=move || name.get()
                on:input:target=move |event| name.set(event.target().value())
            />
            <Button label="Add" icon=Icon::Add style=ButtonStyle::Small on_press=move |_| add() />
            {move || error.get().map(|it| view! { <span class="field-error" role="alert">{it}</span> }.into_any())}
        </form>
    }
}
