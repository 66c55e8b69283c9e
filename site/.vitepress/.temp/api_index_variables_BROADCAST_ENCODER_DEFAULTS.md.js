import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: BROADCAST_ENCODER_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/BROADCAST_ENCODER_DEFAULTS.md","filePath":"api/index/variables/BROADCAST_ENCODER_DEFAULTS.md"}');
const _sfc_main = { name: "api/index/variables/BROADCAST_ENCODER_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / BROADCAST_ENCODER_DEFAULTS</p><h1 id="variable-broadcast-encoder-defaults" tabindex="-1">Variable: BROADCAST_ENCODER_DEFAULTS <a class="header-anchor" href="#variable-broadcast-encoder-defaults" aria-label="Permalink to &quot;Variable: BROADCAST\\_ENCODER\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>BROADCAST_ENCODER_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/BroadcastEncoderOptions.html">BroadcastEncoderOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="planes" tabindex="-1">planes <a class="header-anchor" href="#planes" aria-label="Permalink to &quot;planes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>planes</strong>: <code>1</code></p></blockquote><h3 id="preset" tabindex="-1">preset <a class="header-anchor" href="#preset" aria-label="Permalink to &quot;preset&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>preset</strong>: <code>&quot;normal&quot;</code></p></blockquote><h3 id="searchsteps" tabindex="-1">searchSteps <a class="header-anchor" href="#searchsteps" aria-label="Permalink to &quot;searchSteps&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>searchSteps</strong>: <code>0</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/BROADCAST_ENCODER_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BROADCAST_ENCODER_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BROADCAST_ENCODER_DEFAULTS as default
};
