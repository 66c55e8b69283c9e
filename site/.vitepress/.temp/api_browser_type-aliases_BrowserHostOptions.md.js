import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BrowserHostOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/BrowserHostOptions.md","filePath":"api/browser/type-aliases/BrowserHostOptions.md"}');
const _sfc_main = { name: "api/browser/type-aliases/BrowserHostOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserHostOptions</p><h1 id="type-alias-browserhostoptions" tabindex="-1">Type Alias: BrowserHostOptions <a class="header-anchor" href="#type-alias-browserhostoptions" aria-label="Permalink to &quot;Type Alias: BrowserHostOptions&quot;">​</a></h1><blockquote><p><strong>BrowserHostOptions</strong> = <code>Omit</code>&lt;<code>HostPlayOptions</code>, <code>&quot;epoch&quot;</code>&gt;</p></blockquote><p>What a page plays as the host of a session; each start of it gets an epoch of its own.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/BrowserHostOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserHostOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserHostOptions as default
};
