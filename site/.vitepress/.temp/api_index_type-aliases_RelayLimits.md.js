import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: RelayLimits","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/RelayLimits.md","filePath":"api/index/type-aliases/RelayLimits.md"}');
const _sfc_main = { name: "api/index/type-aliases/RelayLimits.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / RelayLimits</p><h1 id="type-alias-relaylimits" tabindex="-1">Type Alias: RelayLimits <a class="header-anchor" href="#type-alias-relaylimits" aria-label="Permalink to &quot;Type Alias: RelayLimits&quot;">​</a></h1><blockquote><p><strong>RelayLimits</strong> = <code>{ readonly [K in keyof typeof RELAY_LIMIT_DEFAULTS]: number }</code></p></blockquote><p>Value of every limit: an integer from 1 to 2^31 − 1 in the unit that its name states.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/RelayLimits.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RelayLimits = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RelayLimits as default
};
