import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UPLINK_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/UPLINK_DEFAULTS.md","filePath":"api/index/variables/UPLINK_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/UPLINK_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / UPLINK_DEFAULTS</p><h1 id="variable-uplink-defaults" tabindex="-1">Variable: UPLINK_DEFAULTS <a class="header-anchor" href="#variable-uplink-defaults" aria-label="Permalink to &quot;Variable: UPLINK\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>UPLINK_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/UplinkOptions.html">UplinkOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="endtimeoutms" tabindex="-1">endTimeoutMs <a class="header-anchor" href="#endtimeoutms" aria-label="Permalink to &quot;endTimeoutMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>endTimeoutMs</strong>: <code>10000</code></p></blockquote><h3 id="maxlagms" tabindex="-1">maxLagMs <a class="header-anchor" href="#maxlagms" aria-label="Permalink to &quot;maxLagMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxLagMs</strong>: <code>3000</code></p></blockquote><h3 id="pingintervalms" tabindex="-1">pingIntervalMs <a class="header-anchor" href="#pingintervalms" aria-label="Permalink to &quot;pingIntervalMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>pingIntervalMs</strong>: <code>5000</code></p></blockquote><h3 id="queuems" tabindex="-1">queueMs <a class="header-anchor" href="#queuems" aria-label="Permalink to &quot;queueMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>queueMs</strong>: <code>2000</code></p></blockquote><h3 id="ringms" tabindex="-1">ringMs <a class="header-anchor" href="#ringms" aria-label="Permalink to &quot;ringMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>ringMs</strong>: <code>10000</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/UPLINK_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UPLINK_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UPLINK_DEFAULTS as default
};
