import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: BEARER_SUBPROTOCOL","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/BEARER_SUBPROTOCOL.md","filePath":"api/index/variables/BEARER_SUBPROTOCOL.md"}');
const _sfc_main = { name: "api/index/variables/BEARER_SUBPROTOCOL.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / BEARER_SUBPROTOCOL</p><h1 id="variable-bearer-subprotocol" tabindex="-1">Variable: BEARER_SUBPROTOCOL <a class="header-anchor" href="#variable-bearer-subprotocol" aria-label="Permalink to &quot;Variable: BEARER\\_SUBPROTOCOL&quot;">​</a></h1><blockquote><p><code>const</code> <strong>BEARER_SUBPROTOCOL</strong>: <code>&quot;latentcast.bearer.&quot;</code> = <code>&quot;latentcast.bearer.&quot;</code></p></blockquote><p>Prefix of a second subprotocol that carries a token, for clients that cannot set the Authorization header.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/BEARER_SUBPROTOCOL.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BEARER_SUBPROTOCOL = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BEARER_SUBPROTOCOL as default
};
