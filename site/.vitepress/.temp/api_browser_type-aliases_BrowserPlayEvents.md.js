import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BrowserPlayEvents","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/BrowserPlayEvents.md","filePath":"api/browser/type-aliases/BrowserPlayEvents.md"}');
const _sfc_main = { name: "api/browser/type-aliases/BrowserPlayEvents.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserPlayEvents</p><h1 id="type-alias-browserplayevents" tabindex="-1">Type Alias: BrowserPlayEvents <a class="header-anchor" href="#type-alias-browserplayevents" aria-label="Permalink to &quot;Type Alias: BrowserPlayEvents&quot;">​</a></h1><blockquote><p><strong>BrowserPlayEvents</strong> = <code>object</code></p></blockquote><p>Events of a session that a page plays.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="error" tabindex="-1">error <a class="header-anchor" href="#error" aria-label="Permalink to &quot;error&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>error</strong>: <code>Error</code></p></blockquote><p>What cannot be played or encoded here, and what has become of the microphone.</p><hr><h3 id="refused" tabindex="-1">refused <a class="header-anchor" href="#refused" aria-label="Permalink to &quot;refused&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>refused</strong>: <code>object</code></p></blockquote><p>A message of another peer was refused.</p><h4 id="peerid" tabindex="-1">peerId <a class="header-anchor" href="#peerid" aria-label="Permalink to &quot;peerId&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>peerId</strong>: <code>string</code></p></blockquote><h4 id="why" tabindex="-1">why <a class="header-anchor" href="#why" aria-label="Permalink to &quot;why&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>why</strong>: <code>string</code></p></blockquote><hr><h3 id="sound" tabindex="-1">sound <a class="header-anchor" href="#sound" aria-label="Permalink to &quot;sound&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sound</strong>: <a href="./BrowserSoundState.html"><code>BrowserSoundState</code></a></p></blockquote><hr><h3 id="state" tabindex="-1">state <a class="header-anchor" href="#state" aria-label="Permalink to &quot;state&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>state</strong>: <code>PlayState</code></p></blockquote><p>Another track, a pause, a seek, another leader.</p><hr><h3 id="voice" tabindex="-1">voice <a class="header-anchor" href="#voice" aria-label="Permalink to &quot;voice&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>voice</strong>: <code>boolean</code></p></blockquote><p>The microphone was opened or closed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/BrowserPlayEvents.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserPlayEvents = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserPlayEvents as default
};
