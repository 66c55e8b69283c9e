import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LossyOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/LossyOptions.md","filePath":"api/node/interfaces/LossyOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/LossyOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / LossyOptions</p><h1 id="interface-lossyoptions" tabindex="-1">Interface: LossyOptions <a class="header-anchor" href="#interface-lossyoptions" aria-label="Permalink to &quot;Interface: LossyOptions&quot;">​</a></h1><p>How a stream travels without a relay. Plain data, but for the signal.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./BroadcastToOptions.html"><code>BroadcastToOptions</code></a></li><li><a href="./BroadcastMicrophoneOptions.html"><code>BroadcastMicrophoneOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="datagram" tabindex="-1">datagram? <a class="header-anchor" href="#datagram" aria-label="Permalink to &quot;datagram?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>datagram?</strong>: <a href="./DatagramOptions.html"><code>DatagramOptions</code></a></p></blockquote><p>Of an address udp://…: length of messages, TTL and interface.</p><hr><h3 id="protection" tabindex="-1">protection? <a class="header-anchor" href="#protection" aria-label="Permalink to &quot;protection?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>protection?</strong>: <a href="./../../index/interfaces/ProtectionOptions.html"><code>ProtectionOptions</code></a></p></blockquote><p>How much is repeated, of what is sent.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/LossyOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LossyOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LossyOptions as default
};
