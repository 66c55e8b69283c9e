import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: joinSession","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/joinSession.md","filePath":"api/node/variables/joinSession.md"}');
const _sfc_main = { name: "api/node/variables/joinSession.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / joinSession</p><h1 id="variable-joinsession" tabindex="-1">Variable: joinSession <a class="header-anchor" href="#variable-joinsession" aria-label="Permalink to &quot;Variable: joinSession&quot;">​</a></h1><blockquote><p><code>const</code> <strong>joinSession</strong>: (<code>link</code>, <code>options</code>) =&gt; <code>Promise</code>&lt;<a href="./../../index/interfaces/SessionNode.html"><code>SessionNode</code></a>&gt;</p></blockquote><p>Joins a listening session by its link.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="link" tabindex="-1">link <a class="header-anchor" href="#link" aria-label="Permalink to &quot;link&quot;">​</a></h3><p><code>string</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/JoinSessionOptions.html"><code>JoinSessionOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/SessionNode.html"><code>SessionNode</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>as <a href="./../functions/createSession.html">createSession</a>, and CodecError SESSION_NOT_FOUND where there is no such session</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/joinSession.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const joinSession = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  joinSession as default
};
