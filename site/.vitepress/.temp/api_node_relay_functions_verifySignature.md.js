import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: verifySignature()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/functions/verifySignature.md","filePath":"api/node/relay/functions/verifySignature.md"}');
const _sfc_main = { name: "api/node/relay/functions/verifySignature.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / verifySignature</p><h1 id="function-verifysignature" tabindex="-1">Function: verifySignature() <a class="header-anchor" href="#function-verifysignature" aria-label="Permalink to &quot;Function: verifySignature()&quot;">​</a></h1><blockquote><p><strong>verifySignature</strong>(<code>options</code>): <code>boolean</code></p></blockquote><p>Whether a request was signed with the secret, and not long ago.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/VerifySignatureOptions.html"><code>VerifySignatureOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>boolean</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/functions/verifySignature.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const verifySignature = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  verifySignature as default
};
