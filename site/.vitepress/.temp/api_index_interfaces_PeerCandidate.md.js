import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PeerCandidate","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PeerCandidate.md","filePath":"api/index/interfaces/PeerCandidate.md"}');
const _sfc_main = { name: "api/index/interfaces/PeerCandidate.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerCandidate</p><h1 id="interface-peercandidate" tabindex="-1">Interface: PeerCandidate <a class="header-anchor" href="#interface-peercandidate" aria-label="Permalink to &quot;Interface: PeerCandidate&quot;">​</a></h1><p>One ICE candidate.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="candidate" tabindex="-1">candidate <a class="header-anchor" href="#candidate" aria-label="Permalink to &quot;candidate&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>candidate</strong>: <code>string</code></p></blockquote><p>As in SDP: <code>candidate:1 1 UDP 2114977791 192.0.2.1 45775 typ host</code></p><hr><h3 id="mid" tabindex="-1">mid <a class="header-anchor" href="#mid" aria-label="Permalink to &quot;mid&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>mid</strong>: <code>string</code></p></blockquote><p>Of the media section it belongs to.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PeerCandidate.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerCandidate = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerCandidate as default
};
