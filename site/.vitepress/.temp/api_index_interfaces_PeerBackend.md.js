import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PeerBackend","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PeerBackend.md","filePath":"api/index/interfaces/PeerBackend.md"}');
const _sfc_main = { name: "api/index/interfaces/PeerBackend.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerBackend</p><h1 id="interface-peerbackend" tabindex="-1">Interface: PeerBackend <a class="header-anchor" href="#interface-peerbackend" aria-label="Permalink to &quot;Interface: PeerBackend&quot;">​</a></h1><p>A WebRTC implementation with what Latentcast needs of it: one connection of two data channels per peer.</p><p>Implemented by <code>node/peer</code> (the optional package node-datachannel), <code>browser/peer.ts</code> (RTCPeerConnection) and the tests&#39; fake; called by <code>transports/datachannel/data-channel-link.ts</code>, which knows what the implementations get wrong.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="create" tabindex="-1">create() <a class="header-anchor" href="#create" aria-label="Permalink to &quot;create()&quot;">​</a></h3><blockquote><p><strong>create</strong>(<code>options</code>): <code>NativePeer</code></p></blockquote><p>A new connection. It gathers candidates once it has a description.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h5><p><code>NativePeerOptions</code></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>NativePeer</code></p><h4 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h4><p>Error where the implementation refuses the configuration</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PeerBackend.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerBackend = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerBackend as default
};
