import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BrowserRecordingState","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/BrowserRecordingState.md","filePath":"api/browser/type-aliases/BrowserRecordingState.md"}');
const _sfc_main = { name: "api/browser/type-aliases/BrowserRecordingState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserRecordingState</p><h1 id="type-alias-browserrecordingstate" tabindex="-1">Type Alias: BrowserRecordingState <a class="header-anchor" href="#type-alias-browserrecordingstate" aria-label="Permalink to &quot;Type Alias: BrowserRecordingState&quot;">​</a></h1><blockquote><p><strong>BrowserRecordingState</strong> = <code>Exclude</code>&lt;<a href="./PageState.html"><code>PageState</code></a>, <code>&quot;queued&quot;</code>&gt; | <code>&quot;paused&quot;</code></p></blockquote><p>State of a recording: <code>live</code> while it plays, <code>stalled</code> where it is still being recorded and nothing more of it is there, <code>paused</code> by its user, <code>ended</code> at its end.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/BrowserRecordingState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserRecordingState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserRecordingState as default
};
