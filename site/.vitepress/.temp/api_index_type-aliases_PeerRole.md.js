import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PeerRole","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/PeerRole.md","filePath":"api/index/type-aliases/PeerRole.md"}');
const _sfc_main = { name: "api/index/type-aliases/PeerRole.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PeerRole</p><h1 id="type-alias-peerrole" tabindex="-1">Type Alias: PeerRole <a class="header-anchor" href="#type-alias-peerrole" aria-label="Permalink to &quot;Type Alias: PeerRole&quot;">​</a></h1><blockquote><p><strong>PeerRole</strong> = <code>&quot;host&quot;</code> | <code>&quot;peer&quot;</code> | <code>&quot;leaf&quot;</code></p></blockquote><p><code>host</code>: its sound is played; <code>peer</code>: may pass sound on to others; <code>leaf</code>: its link is too poor for that.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/PeerRole.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerRole = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerRole as default
};
