//! Files: opened and saved in place where the browser can, downloaded where it can't.

use groundplan_core::design::Design;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, File, HtmlAnchorElement, Url,
    wasm_bindgen::{JsCast, JsValue},
};

/// The end of a design's file name.
const ENDING: &str = ".groundplan.json";

/// A file that can be written in place.
#[derive(Clone)]
pub(crate) struct Handle(JsValue);

/// What came of asking the user for a file.
pub(crate) enum Picked<T> {
    /// This one.
    File(T),
    /// None: the user closed the dialog.
    Nothing,
    /// This browser can't ask.
    Unsupported,
}

/// `app-host.groundplan.json`: out of the project's name, which is safe in a file name.
pub(crate) fn design_file_name(design: &Design) -> String {
    format!("{}{ENDING}", design.settings.project)
}

/// An address under which the page can reach these bytes. Give it back with [`revoke`].
pub(crate) fn object_url(bytes: &[u8], media_type: &str) -> Result<String, JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &options)?)
}

/// Gives an address back.
pub(crate) fn revoke(url: &str) {
    // One that is unknown was given back before.
    let _ = Url::revoke_object_url(url);
}

/// Downloads bytes as a file.
pub(crate) fn download(name: &str, bytes: &[u8], media_type: &str) -> Result<(), JsValue> {
    let url = object_url(bytes, media_type)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads it after this task, so it is given back later.
    gloo::timers::callback::Timeout::new(60_000, move || revoke(&url)).forget();
    Ok(())
}

/// The text of a file that the user chose.
///
/// # Errors
/// When it is too large for a design, or can't be read.
pub(crate) async fn read(file: &File) -> Result<String, String> {
    let max = groundplan_core::design::MAX_BYTES;
    if file.size() > max as f64 {
        return Err(format!("the file has {} bytes; a design has at most {max}", file.size()));
    }
    let text = JsFuture::from(file.text()).await.map_err(|it| reason(&it))?;
    text.as_string().ok_or_else(|| "the file is no text".to_owned())
}

/// Asks for a file to open.
pub(crate) async fn pick_to_open() -> Result<Picked<(File, Handle)>, String> {
    let Some(picker) = picker("showOpenFilePicker") else { return Ok(Picked::Unsupported) };
    let Some(picked) = ask(&picker, &options(None)).await? else { return Ok(Picked::Nothing) };
    let handle = Array::from(&picked).get(0);
    let file = call(&handle, "getFile", &[]).await.map_err(|it| reason(&it))?;
    Ok(Picked::File((file.unchecked_into(), Handle(handle))))
}

/// Asks where to save.
pub(crate) async fn pick_to_save(name: &str) -> Result<Picked<Handle>, String> {
    let Some(picker) = picker("showSaveFilePicker") else { return Ok(Picked::Unsupported) };
    Ok(ask(&picker, &options(Some(name))).await?.map_or(Picked::Nothing, |it| Picked::File(Handle(it))))
}

/// Writes a file in place.
///
/// # Errors
/// When the user or the disk refuses; the file is then as it was.
pub(crate) async fn write_in_place(handle: &Handle, text: &str) -> Result<(), String> {
    let write = async || {
        let stream = call(&handle.0, "createWritable", &[]).await?;
        call(&stream, "write", &[text.into()]).await?;
        call(&stream, "close", &[]).await
    };
    write().await.map(|_| ()).map_err(|it| reason(&it))
}

fn picker(name: &str) -> Option<Function> {
    Reflect::get(&window(), &name.into()).ok()?.dyn_into().ok()
}

fn options(name: Option<&str>) -> Object {
    let set = |object: &Object, key: &str, value: &JsValue| {
        // Setting a field of a plain object can't fail.
        let _ = Reflect::set(object, &key.into(), value);
    };
    let accept = Object::new();
    set(&accept, "application/json", &Array::of1(&".json".into()));
    let kind = Object::new();
    set(&kind, "description", &"Groundplan design".into());
    set(&kind, "accept", &accept);
    let options = Object::new();
    set(&options, "types", &Array::of1(&kind));
    if let Some(name) = name {
        set(&options, "suggestedName", &name.into());
    }
    options
}

async fn ask(picker: &Function, options: &Object) -> Result<Option<JsValue>, String> {
    let promise: Promise = picker.call1(&window(), options).map_err(|it| reason(&it))?.unchecked_into();
    match JsFuture::from(promise).await {
        Ok(picked) => Ok(Some(picked)),
        Err(error) if name_of(&error) == "AbortError" => Ok(None),
        Err(error) => Err(reason(&error)),
    }
}

async fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let result = function.apply(object, &arguments.iter().collect())?;
    JsFuture::from(Promise::resolve(&result)).await
}

/// What an error of the browser is called.
pub(crate) fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|it| it.as_string()).unwrap_or_default()
}

/// What an error of the browser says.
pub(crate) fn reason(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|it| it.as_string());
    message
        .filter(|it| !it.is_empty())
        .unwrap_or_else(|| "the browser refused, and did not say why".to_owned())
}
