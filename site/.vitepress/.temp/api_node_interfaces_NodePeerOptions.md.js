import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: NodePeerOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/NodePeerOptions.md","filePath":"api/node/interfaces/NodePeerOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/NodePeerOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / NodePeerOptions</p><h1 id="interface-nodepeeroptions" tabindex="-1">Interface: NodePeerOptions <a class="header-anchor" href="#interface-nodepeeroptions" aria-label="Permalink to &quot;Interface: NodePeerOptions&quot;">​</a></h1><p>Where node-datachannel listens.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bindaddress" tabindex="-1">bindAddress? <a class="header-anchor" href="#bindaddress" aria-label="Permalink to &quot;bindAddress?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>bindAddress?</strong>: <code>string</code></p></blockquote><p>Address of this machine that candidates are made of.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">every address </span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">of</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;"> every network</span></span></code></pre></div><hr><h3 id="portrange" tabindex="-1">portRange? <a class="header-anchor" href="#portrange" aria-label="Permalink to &quot;portRange?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>portRange?</strong>: readonly [<code>number</code>, <code>number</code>]</p></blockquote><p>First and last UDP port of its sockets, 1024..65535.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">any</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/NodePeerOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const NodePeerOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  NodePeerOptions as default
};
