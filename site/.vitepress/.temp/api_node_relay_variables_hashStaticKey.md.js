import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: hashStaticKey","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/hashStaticKey.md","filePath":"api/node/relay/variables/hashStaticKey.md"}');
const _sfc_main = { name: "api/node/relay/variables/hashStaticKey.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / hashStaticKey</p><h1 id="variable-hashstatickey" tabindex="-1">Variable: hashStaticKey <a class="header-anchor" href="#variable-hashstatickey" aria-label="Permalink to &quot;Variable: hashStaticKey&quot;">​</a></h1><blockquote><p><code>const</code> <strong>hashStaticKey</strong>: (<code>key</code>) =&gt; <code>string</code></p></blockquote><p>The line for the configuration of a key that was generated.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="key" tabindex="-1">key <a class="header-anchor" href="#key" aria-label="Permalink to &quot;key&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/hashStaticKey.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const hashStaticKey = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  hashStaticKey as default
};
