import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PeerChannels","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PeerChannels.md","filePath":"api/index/interfaces/PeerChannels.md"}');
const _sfc_main = { name: "api/index/interfaces/PeerChannels.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerChannels</p><h1 id="interface-peerchannels" tabindex="-1">Interface: PeerChannels <a class="header-anchor" href="#interface-peerchannels" aria-label="Permalink to &quot;Interface: PeerChannels&quot;">​</a></h1><p>The two channels of an open <a href="./../classes/DataChannelLink.html">DataChannelLink</a>. Closing either closes the link.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="control" tabindex="-1">control <a class="header-anchor" href="#control" aria-label="Permalink to &quot;control&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>control</strong>: <code>ControlChannel</code></p></blockquote><p>Ordered and reliable: messages of at most 16384 bytes.</p><hr><h3 id="media" tabindex="-1">media <a class="header-anchor" href="#media" aria-label="Permalink to &quot;media&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>media</strong>: <code>MediaChannel</code></p></blockquote><p>Unordered, nothing is sent again.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PeerChannels.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerChannels = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerChannels as default
};
