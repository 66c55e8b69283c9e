import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LossModel","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/LossModel.md","filePath":"api/index/type-aliases/LossModel.md"}');
const _sfc_main = { name: "api/index/type-aliases/LossModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LossModel</p><h1 id="type-alias-lossmodel" tabindex="-1">Type Alias: LossModel <a class="header-anchor" href="#type-alias-lossmodel" aria-label="Permalink to &quot;Type Alias: LossModel&quot;">​</a></h1><blockquote><p><strong>LossModel</strong> = () =&gt; <code>boolean</code></p></blockquote><p>Whether the next message is lost; each call is one message.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>boolean</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/LossModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LossModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LossModel as default
};
