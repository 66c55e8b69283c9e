import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openBrowserPeer()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/openBrowserPeer.md","filePath":"api/browser/functions/openBrowserPeer.md"}');
const _sfc_main = { name: "api/browser/functions/openBrowserPeer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / openBrowserPeer</p><h1 id="function-openbrowserpeer" tabindex="-1">Function: openBrowserPeer() <a class="header-anchor" href="#function-openbrowserpeer" aria-label="Permalink to &quot;Function: openBrowserPeer()&quot;">​</a></h1><blockquote><p><strong>openBrowserPeer</strong>(<code>settings</code>): <a href="./../../index/classes/DataChannelLink.html"><code>DataChannelLink</code></a></p></blockquote><p>A connection to another peer by the browser&#39;s RTCPeerConnection; see <a href="./../../index/classes/DataChannelLink.html">DataChannelLink</a>. A page that is left tells the peer, which would notice half a minute later otherwise.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="settings" tabindex="-1">settings <a class="header-anchor" href="#settings" aria-label="Permalink to &quot;settings&quot;">​</a></h3><p><a href="./../../index/interfaces/DataChannelSettings.html"><code>DataChannelSettings</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/classes/DataChannelLink.html"><code>DataChannelLink</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; Error where the browser has no WebRTC</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/openBrowserPeer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openBrowserPeer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openBrowserPeer as default
};
