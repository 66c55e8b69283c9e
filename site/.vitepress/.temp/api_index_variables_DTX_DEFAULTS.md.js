import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: DTX_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/DTX_DEFAULTS.md","filePath":"api/index/variables/DTX_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/DTX_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DTX_DEFAULTS</p><h1 id="variable-dtx-defaults" tabindex="-1">Variable: DTX_DEFAULTS <a class="header-anchor" href="#variable-dtx-defaults" aria-label="Permalink to &quot;Variable: DTX\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>DTX_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/DtxOptions.html">DtxOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="abovenoisedb" tabindex="-1">aboveNoiseDb <a class="header-anchor" href="#abovenoisedb" aria-label="Permalink to &quot;aboveNoiseDb&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>aboveNoiseDb</strong>: <code>9</code></p></blockquote><h3 id="hangoverms" tabindex="-1">hangoverMs <a class="header-anchor" href="#hangoverms" aria-label="Permalink to &quot;hangoverMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>hangoverMs</strong>: <code>400</code></p></blockquote><h3 id="intervalms" tabindex="-1">intervalMs <a class="header-anchor" href="#intervalms" aria-label="Permalink to &quot;intervalMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>intervalMs</strong>: <code>1000</code></p></blockquote><h3 id="mindb" tabindex="-1">minDb <a class="header-anchor" href="#mindb" aria-label="Permalink to &quot;minDb&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>minDb</strong>: <code>-88</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/DTX_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DTX_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DTX_DEFAULTS as default
};
