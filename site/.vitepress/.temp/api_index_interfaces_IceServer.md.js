import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IceServer","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/IceServer.md","filePath":"api/index/interfaces/IceServer.md"}');
const _sfc_main = { name: "api/index/interfaces/IceServer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / IceServer</p><h1 id="interface-iceserver" tabindex="-1">Interface: IceServer <a class="header-anchor" href="#interface-iceserver" aria-label="Permalink to &quot;Interface: IceServer&quot;">​</a></h1><p>One STUN or TURN server.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="credential" tabindex="-1">credential? <a class="header-anchor" href="#credential" aria-label="Permalink to &quot;credential?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>credential?</strong>: <code>string</code></p></blockquote><hr><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>url</strong>: <code>string</code></p></blockquote><p><code>stun:host:port</code>, <code>turn:host:port?transport=udp</code> or <code>turns:…</code></p><hr><h3 id="username" tabindex="-1">username? <a class="header-anchor" href="#username" aria-label="Permalink to &quot;username?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>username?</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/IceServer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IceServer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IceServer as default
};
