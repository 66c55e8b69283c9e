import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openDatagramSender()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/openDatagramSender.md","filePath":"api/node/functions/openDatagramSender.md"}');
const _sfc_main = { name: "api/node/functions/openDatagramSender.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / openDatagramSender</p><h1 id="function-opendatagramsender" tabindex="-1">Function: openDatagramSender() <a class="header-anchor" href="#function-opendatagramsender" aria-label="Permalink to &quot;Function: openDatagramSender()&quot;">​</a></h1><blockquote><p><strong>openDatagramSender</strong>(<code>url</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a>&gt;</p></blockquote><p>Sends to one address or to a group. To one address, what it answers comes back.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>udp://HOST:PORT</p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/DatagramOptions.html"><code>DatagramOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError for wrong arguments; CodecError TRANSPORT_FAILED where the host has no address or no socket can be opened</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/openDatagramSender.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openDatagramSender = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openDatagramSender as default
};
