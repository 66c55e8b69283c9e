import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: createSession()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/createSession.md","filePath":"api/browser/functions/createSession.md"}');
const _sfc_main = { name: "api/browser/functions/createSession.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / createSession</p><h1 id="function-createsession" tabindex="-1">Function: createSession() <a class="header-anchor" href="#function-createsession" aria-label="Permalink to &quot;Function: createSession()&quot;">​</a></h1><blockquote><p><strong>createSession</strong>(<code>relay</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/SessionNode.html"><code>SessionNode</code></a>&gt;</p></blockquote><p>Creates a listening session at a relay and enters it as its host; see <code>createSession</code> of latentcast/node.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="relay" tabindex="-1">relay <a class="header-anchor" href="#relay" aria-label="Permalink to &quot;relay&quot;">​</a></h3><p><code>string</code></p><p><code>wss://HOST</code> or the page&#39;s own origin; or the link of a session that this host has left, to come back to it</p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/BrowserSessionOptions.html"><code>BrowserSessionOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/SessionNode.html"><code>SessionNode</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; CodecError NOT_ALLOWED, also on an insecure page, CHANNEL_LIMIT, TRANSPORT_FAILED, ABORTED</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/createSession.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const createSession = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  createSession as default
};
