import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ChannelPermissionOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ChannelPermissionOptions.md","filePath":"api/node/relay/interfaces/ChannelPermissionOptions.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ChannelPermissionOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ChannelPermissionOptions</p><h1 id="interface-channelpermissionoptions" tabindex="-1">Interface: ChannelPermissionOptions <a class="header-anchor" href="#interface-channelpermissionoptions" aria-label="Permalink to &quot;Interface: ChannelPermissionOptions&quot;">​</a></h1><p>Channels on which something is allowed: names in which <code>*</code> stands for any characters, at most 64 of them a list.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./StaticKeyOptions.html"><code>StaticKeyOptions</code></a></li><li><a href="./IssueTokenOptions.html"><code>IssueTokenOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="listen" tabindex="-1">listen? <a class="header-anchor" href="#listen" aria-label="Permalink to &quot;listen?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>listen?</strong>: readonly <code>string</code>[]</p></blockquote><p>Channels that one may receive.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">[]</span></span></code></pre></div><hr><h3 id="publish" tabindex="-1">publish? <a class="header-anchor" href="#publish" aria-label="Permalink to &quot;publish?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>publish?</strong>: readonly <code>string</code>[]</p></blockquote><p>Channels whose source one may be.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">[]</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ChannelPermissionOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChannelPermissionOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChannelPermissionOptions as default
};
