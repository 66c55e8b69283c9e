import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LossyDirection","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/LossyDirection.md","filePath":"api/index/type-aliases/LossyDirection.md"}');
const _sfc_main = { name: "api/index/type-aliases/LossyDirection.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LossyDirection</p><h1 id="type-alias-lossydirection" tabindex="-1">Type Alias: LossyDirection <a class="header-anchor" href="#type-alias-lossydirection" aria-label="Permalink to &quot;Type Alias: LossyDirection&quot;">​</a></h1><blockquote><p><strong>LossyDirection</strong> = <code>&quot;both&quot;</code> | <code>&quot;send&quot;</code> | <code>&quot;receive&quot;</code></p></blockquote><p>Which way the messages of a <a href="./../interfaces/LossyLink.html">LossyLink</a> travel, as seen by the end that states it.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/LossyDirection.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LossyDirection = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LossyDirection as default
};
