import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PeerPath","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/PeerPath.md","filePath":"api/index/type-aliases/PeerPath.md"}');
const _sfc_main = { name: "api/index/type-aliases/PeerPath.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerPath</p><h1 id="type-alias-peerpath" tabindex="-1">Type Alias: PeerPath <a class="header-anchor" href="#type-alias-peerpath" aria-label="Permalink to &quot;Type Alias: PeerPath&quot;">​</a></h1><blockquote><p><strong>PeerPath</strong> = { <code>kind</code>: <code>&quot;direct&quot;</code>; } | { <code>kind</code>: <code>&quot;relay&quot;</code>; } | { <code>kind</code>: <code>&quot;peer&quot;</code>; <code>peerId</code>: <code>string</code>; }</p></blockquote><p><code>direct</code>: nobody is between the two; <code>relay</code>: the relay passes ciphertext on; <code>peer</code>: the peer named by <code>peerId</code> does.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/PeerPath.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerPath = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerPath as default
};
