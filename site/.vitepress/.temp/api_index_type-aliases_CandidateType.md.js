import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: CandidateType","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/CandidateType.md","filePath":"api/index/type-aliases/CandidateType.md"}');
const _sfc_main = { name: "api/index/type-aliases/CandidateType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / CandidateType</p><h1 id="type-alias-candidatetype" tabindex="-1">Type Alias: CandidateType <a class="header-anchor" href="#type-alias-candidatetype" aria-label="Permalink to &quot;Type Alias: CandidateType&quot;">​</a></h1><blockquote><p><strong>CandidateType</strong> = <code>&quot;host&quot;</code> | <code>&quot;srflx&quot;</code> | <code>&quot;prflx&quot;</code> | <code>&quot;relay&quot;</code> | <code>&quot;unknown&quot;</code></p></blockquote><p>Kinds of ICE candidates (RFC 8445).</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/CandidateType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CandidateType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CandidateType as default
};
