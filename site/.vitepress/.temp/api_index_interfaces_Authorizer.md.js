import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Authorizer","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/Authorizer.md","filePath":"api/index/interfaces/Authorizer.md"}');
const _sfc_main = { name: "api/index/interfaces/Authorizer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Authorizer</p><h1 id="interface-authorizer" tabindex="-1">Interface: Authorizer <a class="header-anchor" href="#interface-authorizer" aria-label="Permalink to &quot;Interface: Authorizer&quot;">​</a></h1><p>Decides what a connection may do on a channel: by a token, a static key, its address, or a service that is asked. The relay calls it once for each connection, before it reads anything that the peer sends.</p><p>Implemented by <code>relay/auth/open-authorizer.ts</code>, which allows everything.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./../../node/relay/interfaces/Access.html"><code>Access</code></a></li></ul><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="authorize" tabindex="-1">authorize() <a class="header-anchor" href="#authorize" aria-label="Permalink to &quot;authorize()&quot;">​</a></h3><blockquote><p><strong>authorize</strong>(<code>request</code>): <a href="./Grant.html"><code>Grant</code></a> | <code>PromiseLike</code>&lt;<a href="./Grant.html"><code>Grant</code></a>&gt;</p></blockquote><p>Answers at once or later. No answer within <code>helloTimeoutMs</code> closes the connection. What it throws or rejects with refuses the connection and is reported to the relay&#39;s owner; the peer is told that it is refused, and why only where the error is a PeerRefusal. A <code>CodecError</code> CHANNEL_LIMIT is passed on to the peer, which may try again later.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="request" tabindex="-1">request <a class="header-anchor" href="#request" aria-label="Permalink to &quot;request&quot;">​</a></h5><p><a href="./AuthorizationRequest.html"><code>AuthorizationRequest</code></a></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./Grant.html"><code>Grant</code></a> | <code>PromiseLike</code>&lt;<a href="./Grant.html"><code>Grant</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/Authorizer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Authorizer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Authorizer as default
};
