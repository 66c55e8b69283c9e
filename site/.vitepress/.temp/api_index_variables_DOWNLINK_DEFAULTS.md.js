import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: DOWNLINK_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/DOWNLINK_DEFAULTS.md","filePath":"api/index/variables/DOWNLINK_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/DOWNLINK_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DOWNLINK_DEFAULTS</p><h1 id="variable-downlink-defaults" tabindex="-1">Variable: DOWNLINK_DEFAULTS <a class="header-anchor" href="#variable-downlink-defaults" aria-label="Permalink to &quot;Variable: DOWNLINK\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>DOWNLINK_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/DownlinkOptions.html">DownlinkOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="maxpreset" tabindex="-1">maxPreset <a class="header-anchor" href="#maxpreset" aria-label="Permalink to &quot;maxPreset&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxPreset</strong>: <code>&quot;radio&quot;</code></p></blockquote><h3 id="planes" tabindex="-1">planes <a class="header-anchor" href="#planes" aria-label="Permalink to &quot;planes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>planes</strong>: <code>8</code></p></blockquote><h3 id="resumeburstms" tabindex="-1">resumeBurstMs <a class="header-anchor" href="#resumeburstms" aria-label="Permalink to &quot;resumeBurstMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>resumeBurstMs</strong>: <code>10000</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/DOWNLINK_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DOWNLINK_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DOWNLINK_DEFAULTS as default
};
