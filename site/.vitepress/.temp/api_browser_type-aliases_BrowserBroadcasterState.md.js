import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BrowserBroadcasterState","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/BrowserBroadcasterState.md","filePath":"api/browser/type-aliases/BrowserBroadcasterState.md"}');
const _sfc_main = { name: "api/browser/type-aliases/BrowserBroadcasterState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserBroadcasterState</p><h1 id="type-alias-browserbroadcasterstate" tabindex="-1">Type Alias: BrowserBroadcasterState <a class="header-anchor" href="#type-alias-browserbroadcasterstate" aria-label="Permalink to &quot;Type Alias: BrowserBroadcasterState&quot;">​</a></h1><blockquote><p><strong>BrowserBroadcasterState</strong> = <code>Exclude</code>&lt;<a href="./PageState.html"><code>PageState</code></a>, <code>&quot;ready&quot;</code>&gt;</p></blockquote><p>State of a broadcaster; see <a href="./PageState.html">PageState</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/BrowserBroadcasterState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserBroadcasterState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserBroadcasterState as default
};
