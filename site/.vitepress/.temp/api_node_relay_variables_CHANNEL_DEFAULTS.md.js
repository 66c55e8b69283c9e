import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CHANNEL_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/CHANNEL_DEFAULTS.md","filePath":"api/node/relay/variables/CHANNEL_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/CHANNEL_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / CHANNEL_DEFAULTS</p><h1 id="variable-channel-defaults" tabindex="-1">Variable: CHANNEL_DEFAULTS <a class="header-anchor" href="#variable-channel-defaults" aria-label="Permalink to &quot;Variable: CHANNEL\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>CHANNEL_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Defaults of <a href="./../interfaces/ChannelOptions.html">ChannelOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="burstms" tabindex="-1">burstMs <a class="header-anchor" href="#burstms" aria-label="Permalink to &quot;burstMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>burstMs</strong>: <code>1000</code></p></blockquote><h3 id="hidden" tabindex="-1">hidden <a class="header-anchor" href="#hidden" aria-label="Permalink to &quot;hidden&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>hidden</strong>: <code>false</code></p></blockquote><h3 id="maxburstms" tabindex="-1">maxBurstMs <a class="header-anchor" href="#maxburstms" aria-label="Permalink to &quot;maxBurstMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxBurstMs</strong>: <code>600000</code></p></blockquote><h3 id="maxqueuedsources" tabindex="-1">maxQueuedSources <a class="header-anchor" href="#maxqueuedsources" aria-label="Permalink to &quot;maxQueuedSources&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxQueuedSources</strong>: <code>4</code></p></blockquote><h3 id="planes" tabindex="-1">planes <a class="header-anchor" href="#planes" aria-label="Permalink to &quot;planes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>planes</strong>: <code>8</code></p></blockquote><h3 id="takeover" tabindex="-1">takeover <a class="header-anchor" href="#takeover" aria-label="Permalink to &quot;takeover&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>takeover</strong>: <code>&quot;refuse&quot;</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/CHANNEL_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CHANNEL_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CHANNEL_DEFAULTS as default
};
