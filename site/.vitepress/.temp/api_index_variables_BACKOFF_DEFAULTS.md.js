import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: BACKOFF_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/BACKOFF_DEFAULTS.md","filePath":"api/index/variables/BACKOFF_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/BACKOFF_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / BACKOFF_DEFAULTS</p><h1 id="variable-backoff-defaults" tabindex="-1">Variable: BACKOFF_DEFAULTS <a class="header-anchor" href="#variable-backoff-defaults" aria-label="Permalink to &quot;Variable: BACKOFF\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>BACKOFF_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/BackoffOptions.html">BackoffOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="factor" tabindex="-1">factor <a class="header-anchor" href="#factor" aria-label="Permalink to &quot;factor&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>factor</strong>: <code>2</code></p></blockquote><h3 id="jitter" tabindex="-1">jitter <a class="header-anchor" href="#jitter" aria-label="Permalink to &quot;jitter&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>jitter</strong>: <code>0.5</code></p></blockquote><h3 id="maxms" tabindex="-1">maxMs <a class="header-anchor" href="#maxms" aria-label="Permalink to &quot;maxMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxMs</strong>: <code>10000</code></p></blockquote><h3 id="minms" tabindex="-1">minMs <a class="header-anchor" href="#minms" aria-label="Permalink to &quot;minMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>minMs</strong>: <code>250</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/BACKOFF_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BACKOFF_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BACKOFF_DEFAULTS as default
};
