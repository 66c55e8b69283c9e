import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openNodePeer()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/openNodePeer.md","filePath":"api/node/functions/openNodePeer.md"}');
const _sfc_main = { name: "api/node/functions/openNodePeer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / openNodePeer</p><h1 id="function-opennodepeer" tabindex="-1">Function: openNodePeer() <a class="header-anchor" href="#function-opennodepeer" aria-label="Permalink to &quot;Function: openNodePeer()&quot;">​</a></h1><blockquote><p><strong>openNodePeer</strong>(<code>settings</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../../index/classes/DataChannelLink.html"><code>DataChannelLink</code></a>&gt;</p></blockquote><p>A connection to another peer by the optional package node-datachannel; see <a href="./../../index/classes/DataChannelLink.html">DataChannelLink</a>.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="settings" tabindex="-1">settings <a class="header-anchor" href="#settings" aria-label="Permalink to &quot;settings&quot;">​</a></h3><p><a href="./../../index/interfaces/DataChannelSettings.html"><code>DataChannelSettings</code></a></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/NodePeerOptions.html"><code>NodePeerOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/classes/DataChannelLink.html"><code>DataChannelLink</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError NOT_INSTALLED naming the command that installs it, TypeError, RangeError naming a wrong option</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/openNodePeer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openNodePeer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openNodePeer as default
};
