import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: Direction","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/Direction.md","filePath":"api/index/type-aliases/Direction.md"}');
const _sfc_main = { name: "api/index/type-aliases/Direction.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Direction</p><h1 id="type-alias-direction" tabindex="-1">Type Alias: Direction <a class="header-anchor" href="#type-alias-direction" aria-label="Permalink to &quot;Type Alias: Direction&quot;">​</a></h1><blockquote><p><strong>Direction</strong> = <code>&quot;encode&quot;</code> | <code>&quot;decode&quot;</code></p></blockquote><p>The half of a model: its encoder or its decoder.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/Direction.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Direction = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Direction as default
};
