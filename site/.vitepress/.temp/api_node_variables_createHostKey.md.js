import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: createHostKey","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/createHostKey.md","filePath":"api/node/variables/createHostKey.md"}');
const _sfc_main = { name: "api/node/variables/createHostKey.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / createHostKey</p><h1 id="variable-createhostkey" tabindex="-1">Variable: createHostKey <a class="header-anchor" href="#variable-createhostkey" aria-label="Permalink to &quot;Variable: createHostKey&quot;">​</a></h1><blockquote><p><code>const</code> <strong>createHostKey</strong>: () =&gt; <code>string</code></p></blockquote><p>A new key by which a host is known: 43 characters, for the option <code>hostKey</code>, to be kept secret.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError NOT_ALLOWED on an insecure page</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/createHostKey.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const createHostKey = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  createHostKey as default
};
