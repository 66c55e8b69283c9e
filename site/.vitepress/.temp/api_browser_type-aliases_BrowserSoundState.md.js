import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BrowserSoundState","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/BrowserSoundState.md","filePath":"api/browser/type-aliases/BrowserSoundState.md"}');
const _sfc_main = { name: "api/browser/type-aliases/BrowserSoundState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserSoundState</p><h1 id="type-alias-browsersoundstate" tabindex="-1">Type Alias: BrowserSoundState <a class="header-anchor" href="#type-alias-browsersoundstate" aria-label="Permalink to &quot;Type Alias: BrowserSoundState&quot;">​</a></h1><blockquote><p><strong>BrowserSoundState</strong> = <code>&quot;blocked&quot;</code> | <code>&quot;playing&quot;</code> | <code>&quot;suspended&quot;</code> | <code>&quot;closed&quot;</code></p></blockquote><p>Whether a session is heard in the page: <code>blocked</code> and <code>suspended</code> by the browser, before a click and later.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/BrowserSoundState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserSoundState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserSoundState as default
};
