//! The work plan: every task with its hours, over time. Worked out by the worker; what is edited becomes a
//! part of the design.

mod row;

use std::sync::Arc;

use gloo::timers::callback::Timeout;
use groundplan_core::{
    base::{Address, Quantity},
    design::Task,
    vocab::Target,
    work::{WorkPlan, hours_text},
};
use leptos::{prelude::*, task::spawn_local};

use row::TaskRow;

use crate::{
    bundler::Bundler,
    derived::Derived,
    editor::Editor,
    session::Session,
    state::{Memo, RwSignal, Signal, StoredValue, effect},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Show, Toasts, handler, key_of},
};

/// How long an edit has to be past before the plan is worked out anew, in milliseconds.
const REST_MS: u32 = 100;

/// The most tasks that are shown; the files have all of them.
const MOST_ROWS: usize = 300;

/// What writes the tasks of the design in hand.
#[derive(Clone, Copy)]
struct Tasks {
    editor: Editor,
    toasts: Toasts,
    /// Whether the plan in sight is that of a step, which is not edited here.
    is_locked: Signal<bool>,
}

impl Tasks {
    /// Edits what is written down about a task, and says whether that was taken; an entry that says nothing
    /// goes.
    fn edit(self, id: &Address, edit: impl FnOnce(&mut Task)) -> bool {
        let mut all = self.editor.design_untracked().settings.work.clone();
        let mut task = Task::new(id.clone());
        let place = all.iter().position(|it| it.id == *id);
        match place.and_then(|it| all.get_mut(it)) {
            Some(task) => edit(task),
            None => {
                edit(&mut task);
                all.push(task);
            }
        }
        all.retain(|it| !it.is_empty());
        self.write(all)
    }

    /// Takes out what is written down about a task.
    fn forget(self, id: &Address) {
        let mut all = self.editor.design_untracked().settings.work.clone();
        all.retain(|it| it.id != *id);
        self.write(all);
    }

    /// Writes all tasks, and says whether they were taken.
    fn write(self, all: Vec<Task>) -> bool {
        let value = serde_json::to_value(all).unwrap_or_default();
        let result = self.editor.set(&Target::Design, "work", value);
        result.map_err(|why| self.toasts.complain(why.to_string())).is_ok()
    }
}

/// What is known of the plan.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    /// It is being worked out for the first time.
    Waiting,
    Plan(Arc<WorkPlan>),
    /// It can't be worked out, and why.
    Failed(String),
}

/// What the work comes to, and every task over time.
#[component]
pub(crate) fn Work() -> impl IntoView {
    let session = Session::here();
    let known = worked_out();
    let tasks = Tasks {
        editor: Editor::here(),
        toasts: Toasts::here(),
        is_locked: Signal::derive(move || session.preview.get().is_some()),
    };
    let plan = Memo::new(move |_| {
        known.with(|it| match it {
            Known::Plan(plan) => Arc::clone(plan),
            Known::Waiting | Known::Failed(_) => Arc::default(),
        })
    });
    let ids = Memo::new(move |_| {
        plan.with(|it| it.tasks.iter().take(MOST_ROWS).map(|it| it.task.id.clone()).collect::<Vec<_>>())
    });
    let n_hidden = move || plan.with(|it| it.tasks.len().saturating_sub(MOST_ROWS));
    view! {
        <div class="work">
            <div class="pane-tools">
                <Totals plan />
                <Show when=move || !tasks.is_locked.get()>
                    <NewTask plan tasks />
                    <Show when=move || !tasks.editor.design().settings.work.is_empty()>
                        <Button
                            label="Reset all"
                            icon=Icon::Undo
                            style=ButtonStyle::Small
                            hint="Take out all that is written down about tasks, and work all out of the design"
                            on_press=move |_| {
                                tasks.write(Vec::new());
                            }
                        />
                    </Show>
                </Show>
            </div>
            {move || known.with(unknown)}
            <Show when=move || !ids.with(Vec::is_empty)>
                <p class="work-path">{move || plan.with(|it| path_in_words(it))}</p>
                <table class="work-table">
                    <thead>
                        <tr>
                            <th scope="col" class="number">"#"</th>
                            <th scope="col">"Task"</th>
                            <th scope="col">"Hours"</th>
                            <th scope="col">"Complexity"</th>
                            <th scope="col">"Blocking"</th>
                            <th scope="col">"After"</th>
                            <th scope="col">"Slack"</th>
                            <th scope="col" class="work-time">"Over time"</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>
                        <List each=move || ids.get() key=key_of let:id>
                            <TaskRow id plan tasks />
                        </List>
                    </tbody>
                </table>
                <Show when=move || n_hidden() != 0>
                    <p class="muted small work-more">
                        {move || format!("{} more tasks stand in work-plan.csv among the files.", n_hidden())}
                    </p>
                </Show>
            </Show>
            {move || plan.with(|it| left_out(it, tasks))}
        </div>
    }
}

/// The plan of the design in sight, worked out anew a moment after each edit.
fn worked_out() -> RwSignal<Known> {
    let derived = Derived::here();
    let bundler = Bundler::here();
    let known = RwSignal::new(Known::Waiting);
    let timer = StoredValue::new(None);
    let n_asked = StoredValue::new(0_u32);
    effect(move || {
        let is_priced = derived.shown.with(Option::is_some);
        let design = derived.shown_design.get();
        if !is_priced {
            return;
        }
        n_asked.update_value(|it| *it += 1);
        let number = n_asked.get_value();
        let ask = async move {
            let found = bundler.work(&design).await;
            // The pane may have been closed in the meantime, or something else been asked for.
            if n_asked.try_with_value(|it| *it == number) == Some(true) {
                known.set(match found {
                    Ok(plan) => Known::Plan(Arc::new(plan)),
                    Err(why) => Known::Failed(why),
                });
            }
        };
        timer.set_value(Some(Timeout::new(REST_MS, move || spawn_local(ask))));
    });
    known
}

/// What stands where no tasks do.
fn unknown(known: &Known) -> AnyView {
    match known {
        Known::Waiting => view! { <p class="empty">"Working out the tasks…"</p> }.into_any(),
        Known::Plan(plan) if plan.tasks.is_empty() => {
            view! { <p class="empty">{Icon::Check.view()} "There is nothing to do here yet."</p> }.into_any()
        }
        Known::Plan(_) => ().into_any(),
        Known::Failed(why) => view! {
            <p class="notice error">
                {Icon::Alert.view()}
                <span>{format!("The tasks can't be worked out: {why}")}</span>
            </p>
        }
        .into_any(),
    }
}

#[component]
fn Totals(plan: Memo<Arc<WorkPlan>>) -> impl IntoView {
    let figure = move |hook: &'static str, name: &'static str, pick: fn(&WorkPlan) -> Quantity| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd data-testid=hook>{move || plan.with(|it| hours_text(pick(it)))}</dd>
            </div>
        }
    };
    view! {
        <dl class="figures work-totals">
            {figure("work-blocking", "Blocking work", |it| it.blocking_hours)}
            {figure("work-other", "Other work", |it| it.other_hours)}
            {figure("work-length", "Can be used after", |it| it.length_hours)}
            {figure("work-all", "All done after", |it| it.all_hours)}
        </dl>
    }
}

fn path_in_words(plan: &WorkPlan) -> AnyView {
    if plan.critical_path.is_empty() {
        return ().into_any();
    }
    let titles = plan.critical_path.iter().filter_map(|it| plan.task(it)).map(|it| it.task.title.as_str());
    let path = titles.collect::<Vec<_>>().join(" → ");
    view! { <strong>"Critical path: "</strong> {path} }.into_any()
}

/// The tasks that were taken out, each with a way back.
fn left_out(plan: &WorkPlan, tasks: Tasks) -> AnyView {
    if plan.off.is_empty() {
        return ().into_any();
    }
    let back = |(id, title): &(Address, String)| {
        let id = id.clone();
        view! {
            <li>
                <span>{title.clone()}</span>
                <Button
                    label=format!("Put back {title}")
                    icon=Icon::Undo
                    style=ButtonStyle::SmallSquare
                    disabled=tasks.is_locked
                    on_press=move |_| {
                        tasks.edit(&id, |it| it.off = false);
                    }
                />
            </li>
        }
    };
    view! {
        <section class="work-off">
            <h3 class="group-title">"Left out"</h3>
            <ul>{plan.off.iter().map(back).collect_any()}</ul>
        </section>
    }
    .into_any()
}

/// A name and hours, and the button that makes a task of them.
#[component]
fn NewTask(plan: Memo<Arc<WorkPlan>>, tasks: Tasks) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let add = move || {
        let wanted = title.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return;
        }
        let design = tasks.editor.design_untracked();
        let is_taken = |id: &Address| {
            design.components.contains_key(id)
                || design.settings.work.iter().any(|it| it.id == *id)
                || plan.with_untracked(|it| it.task(id).is_some() || it.off.iter().any(|it| it.0 == *id))
        };
        let slug = Address::slugify(&wanted);
        let id = if is_taken(&slug) {
            (2..).map(|it| slug.numbered(it)).find(|it| !is_taken(it)).unwrap_or(slug)
        } else {
            slug
        };
        tasks.edit(&id, |it| {
            it.title = wanted;
            it.hours = Some(Quantity::from(1));
        });
        title.set(String::new());
    };
    view! {
        <form
            class="new-task"
            on:submit=handler(move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                add();
            })
        >
            <input
                class="input"
                name="new-task"
                aria-label="Name of a new task"
                placeholder="A task of your own …"
                maxlength="120"
                prop:value=move || title.get()
                on:input:target=move |event| title.set(event.target().value())
            />
            <Button label="Add" icon=Icon::Add style=ButtonStyle::Small on_press=move |_| add() />
        </form>
    }
}
