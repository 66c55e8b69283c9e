import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PeerSignal","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/PeerSignal.md","filePath":"api/index/type-aliases/PeerSignal.md"}');
const _sfc_main = { name: "api/index/type-aliases/PeerSignal.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerSignal</p><h1 id="type-alias-peersignal" tabindex="-1">Type Alias: PeerSignal <a class="header-anchor" href="#type-alias-peersignal" aria-label="Permalink to &quot;Type Alias: PeerSignal&quot;">​</a></h1><blockquote><p><strong>PeerSignal</strong> = { <code>sdp</code>: <code>string</code>; <code>type</code>: <code>&quot;offer&quot;</code> | <code>&quot;answer&quot;</code>; } | <code>object</code> &amp; <a href="./../interfaces/PeerCandidate.html"><code>PeerCandidate</code></a></p></blockquote><p>What one end of a connection must tell the other before they are connected, by whatever way. Plain JSON.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/PeerSignal.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerSignal = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerSignal as default
};
