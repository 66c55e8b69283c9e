import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: generateStaticKey","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/generateStaticKey.md","filePath":"api/node/relay/variables/generateStaticKey.md"}');
const _sfc_main = { name: "api/node/relay/variables/generateStaticKey.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / generateStaticKey</p><h1 id="variable-generatestatickey" tabindex="-1">Variable: generateStaticKey <a class="header-anchor" href="#variable-generatestatickey" aria-label="Permalink to &quot;Variable: generateStaticKey&quot;">​</a></h1><blockquote><p><code>const</code> <strong>generateStaticKey</strong>: () =&gt; <code>string</code></p></blockquote><p>A new key of 256 random bits, without characters that a header or a shell treats specially.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/generateStaticKey.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const generateStaticKey = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  generateStaticKey as default
};
