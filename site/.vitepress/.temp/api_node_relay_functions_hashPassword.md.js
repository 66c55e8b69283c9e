import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: hashPassword()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/functions/hashPassword.md","filePath":"api/node/relay/functions/hashPassword.md"}');
const _sfc_main = { name: "api/node/relay/functions/hashPassword.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / hashPassword</p><h1 id="function-hashpassword" tabindex="-1">Function: hashPassword() <a class="header-anchor" href="#function-hashpassword" aria-label="Permalink to &quot;Function: hashPassword()&quot;">​</a></h1><blockquote><p><strong>hashPassword</strong>(<code>password</code>): <code>Promise</code>&lt;<code>string</code>&gt;</p></blockquote><p>The line for the configuration of a password that a person has chosen.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="password" tabindex="-1">password <a class="header-anchor" href="#password" aria-label="Permalink to &quot;password&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>string</code>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/functions/hashPassword.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const hashPassword = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  hashPassword as default
};
