import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: SIGNATURE_HEADER","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/SIGNATURE_HEADER.md","filePath":"api/node/relay/variables/SIGNATURE_HEADER.md"}');
const _sfc_main = { name: "api/node/relay/variables/SIGNATURE_HEADER.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / SIGNATURE_HEADER</p><h1 id="variable-signature-header" tabindex="-1">Variable: SIGNATURE_HEADER <a class="header-anchor" href="#variable-signature-header" aria-label="Permalink to &quot;Variable: SIGNATURE\\_HEADER&quot;">​</a></h1><blockquote><p><code>const</code> <strong>SIGNATURE_HEADER</strong>: <code>&quot;latentcast-signature&quot;</code> = <code>&quot;latentcast-signature&quot;</code></p></blockquote><p>Header of a signed request: <code>t=SECONDS,v1=HEX</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/SIGNATURE_HEADER.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SIGNATURE_HEADER = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SIGNATURE_HEADER as default
};
