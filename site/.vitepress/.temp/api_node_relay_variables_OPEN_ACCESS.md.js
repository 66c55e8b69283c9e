import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OPEN_ACCESS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/OPEN_ACCESS.md","filePath":"api/node/relay/variables/OPEN_ACCESS.md"}');
const _sfc_main = { name: "api/node/relay/variables/OPEN_ACCESS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / OPEN_ACCESS</p><h1 id="variable-open-access" tabindex="-1">Variable: OPEN_ACCESS <a class="header-anchor" href="#variable-open-access" aria-label="Permalink to &quot;Variable: OPEN\\_ACCESS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>OPEN_ACCESS</strong>: <a href="./../interfaces/AccessOptions.html"><code>AccessOptions</code></a></p></blockquote><p>Everything is allowed to everybody but to administer: what a relay without configuration does.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/OPEN_ACCESS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OPEN_ACCESS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OPEN_ACCESS as default
};
