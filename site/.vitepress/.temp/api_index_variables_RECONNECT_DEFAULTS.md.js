import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: RECONNECT_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/RECONNECT_DEFAULTS.md","filePath":"api/index/variables/RECONNECT_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/RECONNECT_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / RECONNECT_DEFAULTS</p><h1 id="variable-reconnect-defaults" tabindex="-1">Variable: RECONNECT_DEFAULTS <a class="header-anchor" href="#variable-reconnect-defaults" aria-label="Permalink to &quot;Variable: RECONNECT\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>RECONNECT_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/ReconnectOptions.html">ReconnectOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="idletimeoutms" tabindex="-1">idleTimeoutMs <a class="header-anchor" href="#idletimeoutms" aria-label="Permalink to &quot;idleTimeoutMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>idleTimeoutMs</strong>: <code>15000</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/RECONNECT_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RECONNECT_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RECONNECT_DEFAULTS as default
};
