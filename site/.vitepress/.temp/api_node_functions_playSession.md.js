import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: playSession()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/playSession.md","filePath":"api/node/functions/playSession.md"}');
const _sfc_main = { name: "api/node/functions/playSession.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / playSession</p><h1 id="function-playsession" tabindex="-1">Function: playSession() <a class="header-anchor" href="#function-playsession" aria-label="Permalink to &quot;Function: playSession()&quot;">​</a></h1><blockquote><p><strong>playSession</strong>(<code>membership</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../interfaces/PlayedSession.html"><code>PlayedSession</code></a>&gt;</p></blockquote><p>Plays a session on a loudspeaker, in sync with its other peers, or hosts it.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="membership" tabindex="-1">membership <a class="header-anchor" href="#membership" aria-label="Permalink to &quot;membership&quot;">​</a></h3><p><a href="./../../index/interfaces/SessionMembership.html"><code>SessionMembership</code></a></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/PlaySessionOptions.html"><code>PlaySessionOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/PlayedSession.html"><code>PlayedSession</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError for wrong options; CodecError DEVICE without a usable device, MODEL_NOT_FOUND and others</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/playSession.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const playSession = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  playSession as default
};
