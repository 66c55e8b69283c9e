import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: SenderState","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/SenderState.md","filePath":"api/index/type-aliases/SenderState.md"}');
const _sfc_main = { name: "api/index/type-aliases/SenderState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SenderState</p><h1 id="type-alias-senderstate" tabindex="-1">Type Alias: SenderState <a class="header-anchor" href="#type-alias-senderstate" aria-label="Permalink to &quot;Type Alias: SenderState&quot;">​</a></h1><blockquote><p><strong>SenderState</strong> = <code>&quot;connecting&quot;</code> | <code>&quot;live&quot;</code> | <code>&quot;ended&quot;</code> | <code>&quot;failed&quot;</code> | <code>&quot;closed&quot;</code></p></blockquote><p><code>ended</code>, <code>failed</code> and <code>closed</code> are final.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/SenderState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SenderState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SenderState as default
};
