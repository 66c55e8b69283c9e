import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IcePath","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/IcePath.md","filePath":"api/index/interfaces/IcePath.md"}');
const _sfc_main = { name: "api/index/interfaces/IcePath.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / IcePath</p><h1 id="interface-icepath" tabindex="-1">Interface: IcePath <a class="header-anchor" href="#interface-icepath" aria-label="Permalink to &quot;Interface: IcePath&quot;">​</a></h1><p>What a connection runs over, as far as the implementation knows.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="localaddress" tabindex="-1">localAddress <a class="header-anchor" href="#localaddress" aria-label="Permalink to &quot;localAddress&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>localAddress</strong>: <code>string</code></p></blockquote><p><code>address:port</code>; empty where the implementation hides it.</p><hr><h3 id="localtype" tabindex="-1">localType <a class="header-anchor" href="#localtype" aria-label="Permalink to &quot;localType&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>localType</strong>: <a href="./../type-aliases/CandidateType.html"><code>CandidateType</code></a></p></blockquote><p><code>host</code>: an address of the machine; <code>srflx</code> and <code>prflx</code>: as seen behind a NAT; <code>relay</code>: of a TURN server.</p><hr><h3 id="remoteaddress" tabindex="-1">remoteAddress <a class="header-anchor" href="#remoteaddress" aria-label="Permalink to &quot;remoteAddress&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>remoteAddress</strong>: <code>string</code></p></blockquote><hr><h3 id="remotetype" tabindex="-1">remoteType <a class="header-anchor" href="#remotetype" aria-label="Permalink to &quot;remoteType&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>remoteType</strong>: <a href="./../type-aliases/CandidateType.html"><code>CandidateType</code></a></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/IcePath.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IcePath = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IcePath as default
};
