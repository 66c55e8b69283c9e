import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: openAuthorizer","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/openAuthorizer.md","filePath":"api/index/variables/openAuthorizer.md"}');
const _sfc_main = { name: "api/index/variables/openAuthorizer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / openAuthorizer</p><h1 id="variable-openauthorizer" tabindex="-1">Variable: openAuthorizer <a class="header-anchor" href="#variable-openauthorizer" aria-label="Permalink to &quot;Variable: openAuthorizer&quot;">​</a></h1><blockquote><p><code>const</code> <strong>openAuthorizer</strong>: <a href="./../interfaces/Authorizer.html"><code>Authorizer</code></a></p></blockquote><p>Lets every connection publish and listen on every channel, whatever it presents.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/openAuthorizer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openAuthorizer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openAuthorizer as default
};
