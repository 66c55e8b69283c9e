import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: createAccess()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/functions/createAccess.md","filePath":"api/node/relay/functions/createAccess.md"}');
const _sfc_main = { name: "api/node/relay/functions/createAccess.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / createAccess</p><h1 id="function-createaccess" tabindex="-1">Function: createAccess() <a class="header-anchor" href="#function-createaccess" aria-label="Permalink to &quot;Function: createAccess()&quot;">​</a></h1><blockquote><p><strong>createAccess</strong>(<code>options?</code>, <code>wallMs?</code>): <code>Promise</code>&lt;<a href="./../interfaces/Access.html"><code>Access</code></a>&gt;</p></blockquote><p>Reads the options, keys and bans.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/AccessOptions.html"><code>AccessOptions</code></a></p><h3 id="wallms" tabindex="-1">wallMs? <a class="header-anchor" href="#wallms" aria-label="Permalink to &quot;wallMs?&quot;">​</a></h3><p>() =&gt; <code>number</code></p><p>ms since 1970, for <code>exp</code> and bans</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/Access.html"><code>Access</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong field, CodecError FILE_IO or FILE_HEADER for the file of bans, NOT_INSTALLED where tokens are configured and their package is missing</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/functions/createAccess.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const createAccess = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  createAccess as default
};
